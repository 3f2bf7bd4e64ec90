import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../core/directory/settings.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { glossary } from '../../functions/help/glossary.ts';
import { handbooks } from '../../functions/help/handbooks.ts';
import type { Route } from '../../functions/http/contract.ts';
import { SETTING_PARTS } from '../../functions/registration/setting-parts.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { browse } from '../support/browse.ts';
import { CHIEF, CLERK, createStory, DEPUTY, TAX, VENDOR } from '../support/story.ts';

const books = handbooks(tomakomaiR50401, DEFAULT_SETTINGS);
const procedures = Object.entries(books).flatMap(([book, { procedures: all }]) =>
  all.map((each) => ({ book, ...each })),
);
const routesOf = async (): Promise<readonly Route[]> =>
  endpoints((await createStory()).ports).map(({ route }) => route);

/** Papers, files and styles: nobody does anything on them. */
const IS_READ_ONLY = /（A4）|を保存する|CSV|画面の体裁|サインインの延長|^手引$|用語集|役割ごとの手引/;

describe('手引と画面', () => {
  test('人が何かをする画面は、どれも、それを開く人の手引にある', async () => {
    const asked = (await routesOf()).filter(
      ({ kind, method, who, summary }) =>
        kind === 'page' && method === 'GET' && who !== 'public' && !IS_READ_ONLY.test(summary),
    );
    expect(asked.length).toBeGreaterThan(60);
    const missing = asked.filter(({ path, who }) => {
      const of = procedures.filter(({ pages }) => pages.includes(path)).map(({ book }) => book);
      const [vendor, city] = [of.includes('vendor'), of.some((book) => book !== 'vendor')];
      if (who === 'vendor') return !vendor;
      return who === 'anyone' ? !vendor || !city : !city;
    });
    expect(missing.map(({ path }) => path)).toEqual([]);
  });

  test('手引が示す画面は、どれも契約表にある', async () => {
    const paths = new Set((await routesOf()).map(({ path }) => path));
    expect(procedures.flatMap(({ pages }) => pages).filter((path) => !paths.has(path))).toEqual([]);
  });

  test('手引が「」で示すボタン・欄・画面の名は、どれも画面にある', () => {
    const cwd = join(import.meta.dirname, '..', '..');
    const sources = globSync(['functions/**/*.ts', 'core/**/*.ts'], { cwd, exclude: ['functions/help/**'] })
      .map((file) => readFileSync(join(cwd, file), 'utf8'))
      .join('\n');
    const quoted = procedures.flatMap(({ what, until = '', steps }) =>
      [what, until, ...steps].flatMap((text) =>
        [...text.matchAll(/「([^」]+)」/g)].map(([, name = '']) => name),
      ),
    );
    expect(quoted.length).toBeGreaterThan(25);
    expect(quoted.filter((name) => !sources.includes(name))).toEqual([]);
  });

  test('第12条: 設定のまとまりは、どれも、何のためのものかが手引にある', () => {
    const told = procedures.find(({ book, id }) => book === 'office' && id === 'settings')?.steps ?? [];
    const labels = Object.values(SETTING_PARTS).map(({ label }) => label);
    expect(labels).toHaveLength(8);
    for (const label of labels)
      expect(told.filter((step) => step.startsWith(`「${label}」は、`))).toHaveLength(1);
  });

  test('見出しの位置は、一つの手引の中で重ならない', () => {
    for (const { procedures: all } of Object.values(books))
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });
});

/** Another city's rule: other titles, another checklist, a duty more in front. */
const OTHER: Regulation = {
  ...tomakomaiR50401,
  title: '甲市遠隔保守要綱',
  checklistName: '別記第3号',
  checklist: tomakomaiR50401.checklist.slice(0, 9),
  roles: {
    chief: { title: '最高情報統括責任者' },
    manager: { title: '情報資産管理者' },
    vendor: { title: '受託者' },
    subcontractor: { title: '再受託者' },
  },
};

describe('他市の要領・設定', () => {
  test('役職名・表の名・項目の数は、要領から読む', () => {
    const text = JSON.stringify([handbooks(OTHER, DEFAULT_SETTINGS), glossary(OTHER).slice(5)]);
    for (const word of ['統括情報セキュリティ管理者', '情報セキュリティ管理者', '別表1', '16項目'])
      expect(text).not.toContain(word);
    for (const word of ['最高情報統括責任者', '情報資産管理者', '受託者', '別記第3号', '9項目'])
      expect(text).toContain(word);
  });

  test.each([
    ['decisionTargetDays', 41],
    ['processingDays', 62],
    ['remindBeforeDays', 42],
    ['escalateToDeputyAfterDays', 43],
    ['escalateToOfficeAfterDays', 44],
    ['correctionReminderDays', 45],
    ['workLeadDays', 46],
    ['workAnswerDays', 47],
    ['workReportDays', 48],
    ['emergencyNoticeHours', 49],
    ['emergencyApprovalDays', 50],
    ['reportDueDays', 51],
    ['reportResubmitDays', 52],
    ['reportFirstDunDays', 53],
    ['reportSecondDunDays', 54],
    ['reportInstructDays', 55],
    ['instructionDays', 56],
    ['renewalFirstDays', 57],
    ['reconfirmMonths', 58],
    ['proposalValidDays', 59],
    ['retentionYears', 61],
  ] as const)('期限は設定のとおり: %s', (name: keyof Settings, days) => {
    const text = JSON.stringify(handbooks(tomakomaiR50401, { ...DEFAULT_SETTINGS, [name]: days }));
    expect(text).toMatch(new RegExp(`(?<!\\d)${days}(?!\\d)`));
    expect(JSON.stringify(books)).not.toMatch(new RegExp(`(?<!\\d)${days}(?!\\d)`));
  });

  test('命令・弁明の最短の日数は、設定の短いほう', () => {
    const settings = {
      ...DEFAULT_SETTINGS,
      orderLeastDays: 5,
      orderDays: 3,
      statementLeastDays: 9,
      statementDays: 7,
    };
    const manager = handbooks(tomakomaiR50401, settings).manager.procedures;
    expect(manager.find(({ id }) => id === 'order')?.until).toContain('翌日から3開庁日');
    expect(manager.find(({ id }) => id === 'sanction')?.until).toContain('翌日から7開庁日');
  });
});

const pageOf = ({ text }: { readonly text: string }) => parseHTML(text).document;

describe('画面', () => {
  test('保守事業者は自分の手引へ、市の職員は役割の手引へ導かれる', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const vendor = await browse(story, VENDOR);
    const links = (answer: { readonly text: string }) =>
      [...pageOf(answer).querySelectorAll('.help-links a')].map((link) => [
        link.getAttribute('href'),
        link.textContent,
      ]);
    expect(links(await vendor('/applications/new'))).toEqual([['/help/vendor#apply', 'この画面の手引']]);
    const decision = `/applications/${caseId}/decision`;
    const manager = await browse(story, TAX);
    expect(links(await manager(decision))).toEqual([['/help/manager#confirm', 'この画面の手引']]);
    await story.confirm(caseId);
    for (const who of [CHIEF, DEPUTY]) {
      const approver = await browse(story, who);
      expect(links(await approver(decision)), who).toEqual([['/help/chief#approve', 'この画面の手引']]);
      expect(links(await approver('/settings')), who).toEqual([
        ['/help/office#settings', 'この画面の手引（統括部門・担当者）'],
      ]);
    }
    // Written for others only: it is said for whom.
    const clerk = await browse(story, CLERK);
    expect(links(await clerk('/permits'))).toEqual([
      ['/help/manager#permit', 'この画面の手引（情報セキュリティ管理者）'],
    ]);
    expect(links(await clerk('/consultations'))).toEqual([['/help/office#consultation', 'この画面の手引']]);
    const index = pageOf(await clerk('/help'));
    expect(index.querySelector('h2')?.textContent).toContain('統括部門');
  });

  test('どの手引も、案内された見出しまで開く。知らない手引はない', async () => {
    const story = await createStory();
    const reader = await browse(story, TAX);
    const index = pageOf(await reader('/help'));
    const targets = [...index.querySelectorAll('main a')].map((link) => link.getAttribute('href') ?? '');
    expect(targets).toHaveLength(procedures.length + Object.keys(books).length + 1);
    for (const [book, { procedures: all, name }] of Object.entries(books)) {
      const document = pageOf(await reader(`/help/${book}`));
      expect(document.querySelector('h1')?.textContent).toBe(name);
      for (const { id } of all) expect(document.getElementById(id)?.tagName).toBe('H2');
    }
    const words = pageOf(await reader('/help/glossary'));
    expect(words.querySelector('dl')?.textContent).toContain('保守事業者');
    expect((await reader('/help/nobody')).status).toBe(404);
  });

  test('根拠は、条とその見出しを要領から示す', async () => {
    const story = await createStory();
    const document = pageOf(await (await browse(story, VENDOR))('/help/vendor'));
    const of = (id: string) => document.getElementById(id)?.parentElement?.textContent ?? '';
    expect(of('monthly')).toContain('第10条（利用状況報告）');
    expect(of('monthly')).toContain('翌月の第5開庁日まで');
    expect(of('work')).toContain('第6条（遵守事項）');
    expect(of('people')).not.toContain('根拠');
  });
});
