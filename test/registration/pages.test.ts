import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { consultationInputSchema } from '../../core/directory/consultation.ts';
import { listConsultations } from '../../core/directory/directory-store.ts';
import { DEFAULT_SETTINGS, settingsSchema } from '../../core/directory/settings.ts';
import { apiKeysPage, revokeKeyPage } from '../../functions/registration/api-keys-page.ts';
import { appointmentInputSchema } from '../../functions/registration/bodies.ts';
import { directoryPage } from '../../functions/registration/page.ts';
import { consultationFormPage, consultationsPage } from '../../functions/registration/registrations-page.ts';
import { SETTING_PARTS, settingPartOf, withPart } from '../../functions/registration/setting-parts.ts';
import { settingsPage } from '../../functions/registration/settings-page.ts';
import { decodeForm } from '../../functions/ui/form.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { encodeForm } from '../support/encode-form.ts';
import { CLERK, createStory, TAX } from '../support/story.ts';
import { context, hostile } from '../ui/examples.ts';
import {
  appointments,
  consultation,
  keys,
  people,
  sections,
  systems,
  vendor,
  versions,
} from '../ui/office-examples.ts';

type Document = ReturnType<typeof parseHTML>['document'];
const documentOf = (page: unknown): Document => parseHTML(`${page}`).document;
const names = (document: Document, action: string): string[] =>
  [...document.querySelectorAll(`form[action="${action}"] [name]`)].map(
    (control) => control.getAttribute('name') ?? '',
  );
describe('事前協議 (第4条第1項)', () => {
  const blank = { vendors: [vendor], systems, contacts: [], content: {}, problems: [] };

  test('the form has every field of the consultation, and what it posts is one', () => {
    const { consultationId, recordedBy, recordedAt, ...input } = consultation;
    const document = documentOf(consultationFormPage(context, blank));
    const offered = names(document, '/consultations');
    const body = new URLSearchParams(encodeForm(input));
    for (const name of body.keys()) expect(offered).toContain(name);
    expect(consultationInputSchema.parse(decodeForm(`${body}`).fields)).toEqual(input);
  });

  const TYPED = {
    ...{ heldOn: '2026-04-03', summary: '協議した。', cityStaff: '担当 次郎', vendorId: 'hokuto' },
    ...{ 'systemIds.0': 'tax-system', 'contract:group': '', 'contact:group': '' },
    ...{ 'contract.name': '保守', 'contract.number': '15', 'contract.kind': 'maintenance' },
    ...{ 'contract.from': '2026-04-01', 'contract.to': '2027-03-31' },
    ...{ 'contact.name': '', 'contact.email': '' },
  };

  test('登録済みの担当者は、選択するだけでよい。ほかの事業者の担当者は選べない。市の担当者には、自分の職名と氏名が入っている', async () => {
    const story = await createStory();
    const clerk = await browse(story, CLERK);
    const opened = await clerk('/consultations/new');
    const document = documentOf(opened.text);
    expect(document.querySelector('[name="cityStaff"]')?.getAttribute('value')).toBe(
      '総務部ICT推進室主事 担当 次郎',
    );
    const options = [...document.querySelectorAll('[name="registered"] option')].map((one) => [
      one.getAttribute('value'),
      one.textContent,
    ]);
    expect(options).toContainEqual([
      'hokuto/p-vendor',
      '北斗情報システム株式会社　保守 五郎（hoshu@hokuto.example.com）',
    ]);
    expect(options).toHaveLength(3);
    const typed = { ...hiddenFields(opened), ...TYPED };
    const other = await clerk('/consultations', { ...typed, registered: 'minami/p-other' });
    expect(other.status).toBe(422);
    expect(other.text).toContain('選択した保守事業者の担当者を選択してください');
    const sent = await clerk('/consultations', { ...typed, registered: 'hokuto/p-vendor' });
    expect(sent.status, sent.text.slice(0, 3000)).toBe(303);
    const [made] = await listConsultations(story.store, 'hokuto');
    expect(made?.contact).toEqual({ name: '保守 五郎', email: 'hoshu@hokuto.example.com' });
    // Nobody is chosen, and nobody typed.
    const blank = await clerk('/consultations', { ...typed, registered: '' });
    expect(blank.status).toBe(422);
  });

  test('課の担当者が選べるのは、自課のシステムの協議の担当者だけ', async () => {
    const story = await createStory();
    const appointed = { role: 'clerk:tax', personId: 'p-tax', kind: 'principal', title: '税務課主事' };
    const from = story.today().toString();
    await story.decree('POST', '/v1/appointments', { ...appointed, from, reason: '兼務' });
    const { text } = await (await browse(story, TAX))('/consultations/new');
    expect(text).toContain('hoshu@hokuto.example.com');
    expect(text).not.toContain('support@minami.example.com');
  });

  test('chosen systems keep their boxes, and a mistake in one stands at its box', () => {
    const document = documentOf(
      consultationFormPage(context, {
        ...blank,
        content: { systemIds: ['zei'] },
        problems: [{ pointer: '/systemIds/0', message: '他の課の所管です' }],
      }),
    );
    const [checked] = document.querySelectorAll('input[type="checkbox"][checked]');
    expect(checked?.getAttribute('value')).toBe('zei');
    expect(document.querySelector('.error-summary a')?.getAttribute('href')).toBe(`#${checked?.id}`);
  });

  test('the list shows who was invited, escaped', () => {
    const entry = {
      consultation: { ...consultation, summary: hostile },
      vendorName: vendor.name,
      systemNames: ['介護'],
    };
    const document = documentOf(consultationsPage(context, [entry]));
    expect(document.querySelector('tbody')?.textContent).toContain('tanaka@hokuto.example');
    expect(document.querySelector('tbody')?.textContent).toContain(hostile);
    expect(document.querySelector('script')).toBeNull();
  });
});

describe('役職・システム (第2条)', () => {
  const view = { sections, systems, appointments };
  const form = { people, content: {}, problems: [] };

  test('shows each role with dates, 本人 or 代決, and who is in office today', () => {
    const tables = [...documentOf(directoryPage(context, view)).querySelectorAll('table')].map(
      (table) => table.textContent,
    );
    const chief = tables.find((text) => text.includes('山田 太郎'));
    expect(chief).toMatch(/山田 太郎.*本人.*在任.*伊藤 五郎.*代決.*在任/s);
    const manager = tables.find((text) => text.includes('佐藤 花子'));
    expect(manager).toMatch(/小林 六郎.*令和8年5月1日.*就任前.*佐藤 花子.*令和8年4月1日.*退任/s);
  });

  test('only the office may appoint', () => {
    expect(names(documentOf(directoryPage(context, view)), '/appointments')).toEqual([]);
    const offered = names(documentOf(directoryPage(context, { ...view, form })), '/appointments');
    for (const field of Object.keys(appointmentInputSchema.shape)) expect(offered).toContain(field);
  });

  test('offers every role there is, and the end of every appointment that has not ended', () => {
    const document = documentOf(directoryPage(context, { ...view, form }));
    const options = (name: string) =>
      [...document.querySelectorAll(`select[name="${name}"] option`)].map((option) =>
        option.getAttribute('value'),
      );
    expect(options('role')).toEqual([
      '',
      'chief',
      'manager:ict',
      'manager:kaigo',
      'clerk:ict',
      'clerk:kaigo',
    ]);
    expect(options('end.appointment')).toEqual(['', 'chief/01A', 'chief/01B', 'manager:kaigo/01D']);
  });

  test('has unique ids, although it has two forms', () => {
    const ids = [...documentOf(directoryPage(context, { ...view, form })).querySelectorAll('[id]')].map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('設定 (第12条)', () => {
  const current = { ...DEFAULT_SETTINGS, ...versions[0]?.version.settings };
  const view = { content: { settings: current }, current, problems: [], sections, version: 1, versions };
  const PARTS = Object.keys(SETTING_PARTS);
  const action = (part: string) => `/settings?part=${part}`;

  test('has every setting in one of its parts, filled with what is in force; a reason is asked for', () => {
    const offered = PARTS.flatMap((part) => {
      const document = documentOf(settingsPage(context, { ...view, part }));
      const reason = document.querySelector('input[name="reason"]');
      expect(reason?.hasAttribute('required')).toBe(true);
      expect(reason?.getAttribute('value')).toBe('');
      return names(document, action(part)).map((name) => name.replace(/:\w+$/, ''));
    });
    for (const name of Object.keys(settingsSchema.shape)) {
      const own = offered.filter(
        (field) => field === `settings.${name}` || field.startsWith(`settings.${name}.`),
      );
      expect([name, own.length > 0]).toEqual([name, true]);
    }
  });

  test.each(PARTS)('%s: posts what it shows and leaves the others as they are', (part) => {
    const body = new URLSearchParams();
    for (const control of documentOf(settingsPage(context, { ...view, part })).querySelectorAll(
      `form[action="${action(part)}"] [name^="settings."]`,
    )) {
      if (control.getAttribute('type') === 'radio' && !control.hasAttribute('checked')) continue;
      const value =
        control.getAttribute('value') ?? control.querySelector('option[selected]')?.getAttribute('value');
      body.append(control.getAttribute('name') ?? '', value ?? '');
    }
    const { fields } = decodeForm(`${body}`);
    const merged = withPart(current, settingPartOf(part) ?? 'decision', fields['settings']);
    expect(settingsSchema.parse(merged)).toEqual(current);
    // What is emptied goes, in this part alone.
    const empty = settingsSchema.parse(withPart(current, settingPartOf(part) ?? 'decision', undefined));
    expect(empty.decisionTargetDays).toBe(part === 'decision' ? 5 : 7);
    expect(empty.extraHolidays).toEqual(part === 'office' ? [] : ['2026-08-14']);
  });

  test('the overview says what is set, and what it was at first where it is another', () => {
    const text = documentOf(settingsPage(context, view)).querySelector('main')?.textContent ?? '';
    for (const words of ['決定の目標日数（開庁日）', '7', '（最初の設定 5）', '令和8年8月14日'])
      expect(text).toContain(words);
    expect(text).not.toContain('変更の理由');
  });

  test('the history says who changed what, when and why', () => {
    const document = documentOf(settingsPage(context, { ...view, part: 'history' }));
    const history = document.querySelector('table')?.textContent ?? '';
    for (const words of ['第2版', '令和8年4月9日', '山田 太郎', '繁忙期のため', '5 → 7', '市独自の休日'])
      expect(history).toContain(words);
  });
});

describe('APIキー', () => {
  const view = { content: {}, problems: [], vendorId: 'hokuto', contacts: [], manages: false, keys };

  test('shows a secret once, when it is made', () => {
    expect(
      `${apiKeysPage(context, { ...view, created: { label: '社内', secret: 'rmp_secret' } })}`,
    ).toContain('rmp_secret');
    expect(`${apiKeysPage(context, view)}`).not.toContain('rmp_');
  });

  test('a key in use can be revoked, by name, after a question', () => {
    const list = documentOf(apiKeysPage(context, view));
    const links = [...list.querySelectorAll('a[href$="/revoke"]')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['/api-keys/01K1/revoke']);
    expect(links[0]?.textContent).toContain('社内ワークフロー');
    expect(list.querySelector('form[action$="/revoke"]')).toBeNull();
    const [key] = keys;
    if (!key) throw new Error('no key');
    const asked = documentOf(revokeKeyPage(context, key));
    expect(asked.querySelectorAll('form[action="/api-keys/01K1/revoke"]')).toHaveLength(1);
    for (const words of ['社内ワークフロー', '元に戻せません', '申請・報告・照会ができなくなります'])
      expect(asked.body.textContent).toContain(words);
  });
});
