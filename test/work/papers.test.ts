import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { TAX } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** F5, F6 and F7 as they lie on a desk: what was typed into which field stands under which label. No two texts are the same. */

const rowsOf = (page: string): [string, string][] =>
  [...parseHTML(page).document.querySelectorAll('.paper tr')].flatMap((row) => {
    const [head, cell] = [row.querySelector('th'), row.querySelector('td')];
    const text = (element: { textContent: string | null }) =>
      (element.textContent ?? '').replace(/\s+/g, ' ').trim();
    return head && cell ? [[text(head), text(cell)] as [string, string]] : [];
  });
const words = (page: string): string =>
  (parseHTML(page).document.querySelector('.paper')?.textContent ?? '').replace(/\s+/g, ' ');

test('F5・F6・F7: それぞれの欄に、それぞれの記載が入る', async () => {
  const story = await createWorkStory({ start: '2026-04-06T08:30+09:00', from: '2026-04-21T08:30' });
  const { caseId } = story;
  const workId = await story.announced('2026-05-11', {
    ...{ purpose: '目的あ', workContent: '内容い', workKind: 'update', rollback: '戻しう', impact: '影響え' },
    ...{ serviceStop: true, personalData: false, fileTransfer: true, fileTransferDetail: '送受信お' },
    ...{ accounts: ['maint07'], explainedOn: '2026-04-17', explainedTo: '相手か', remarks: '備考き' },
    attendance: 'phone',
  });
  await story.until('2026-04-22T08:30');
  const accepted = await story.answer(workId, { choice: 'accept', reason: '承認の伝達く' });
  expect([accepted.status, accepted.text]).toEqual([200, expect.any(String)]);
  await story.until('2026-05-12T08:30');
  const reported = await story.report(workId, '2026-05-11', {
    ...{ connectedAt: '2026-05-11T10:07', disconnectedAt: '2026-05-11T12:49', varianceReason: '超過け' },
    ...{ reasonCode: 'other', reasonText: '理由こ', account: 'maint08', result: 'partial' },
    ...{ detail: { request: '依頼さ', symptom: '事象し', action: '措置す' } },
    ...{ personalDataAccessed: true, personalDataDetail: '個人せ', dataErasedOn: '2026-05-11' },
    log: {
      ...{
        place: '場所そ',
        name: 'た.log',
        from: '2026-05-11T10:06',
        to: '2026-05-11T12:50',
        sha256: 'b'.repeat(64),
      },
    },
  });
  expect([reported.status, reported.text]).toEqual([201, expect.any(String)]);
  await story.until('2026-05-13T08:30');
  expect((await story.review(workId, { choice: 'confirm', reason: '所見ち' })).status).toBe(200);
  const page = async (path: string) => (await (await browse(story, TAX))(path)).text;
  const paper = (kind: string) => page(`/permits/${caseId}/works/${workId}/${kind}`);

  const notice = await paper('notice-paper');
  expect(words(notice)).toContain('R8-W0001令和8年4月21日');
  expect(words(notice)).toContain('要領第6条第1号の規定により申請します');
  expect(rowsOf(notice)).toEqual([
    ['許可番号', 'R8-P0001'],
    ['対象システム', '税務総合システム'],
    ['予定の日時', '令和8年5月11日 10時00分から12時00分まで'],
    ['作業の種別', '更新あり'],
    ['作業の目的', '目的あ'],
    ['作業の内容', '内容い'],
    ['作業責任者', '作業 八郎'],
    ['作業者', '作業 八郎'],
    ['接続先', 'tax-db01'],
    ['使用する端末', 'HK-0001'],
    ['使用するアカウント', 'maint07'],
    ['業務への影響', '影響え'],
    ['サービスの停止', 'あり'],
    ['個人情報の取扱い', 'なし'],
    ['ファイルの送受信', 'あり（送受信お）'],
    ['失敗したときの戻し方', '戻しう'],
    ['市職員の立会い', '電話で連絡を取りながら行う'],
    ['事前説明', '令和8年4月17日 相手か'],
    ['備考', '備考き'],
    ['申請した者', '保守 五郎'],
    ['回答', '承認'],
    ['理由・伝達事項', '承認の伝達く'],
    ['回答した者', '財政部税務課長 税務 三郎 令和8年4月22日 8時30分'],
  ]);

  const session = await paper('report-paper');
  expect(words(session)).toContain('R8-W0001令和8年5月12日');
  expect(words(session)).toContain('要領第6条第1号、第2号及び第5号の規定により');
  expect(rowsOf(session)).toEqual([
    ['許可番号', 'R8-P0001'],
    ['対象システム', '税務総合システム'],
    ['予定の日時', '令和8年5月11日 10時00分から12時00分まで'],
    ['接続の日時', '令和8年5月11日 10時07分から12時49分まで'],
    ['接続していた時間', '2時間42分'],
    ['接続の理由', 'その他（理由こ）'],
    ['作業者', '作業 八郎'],
    ['使用したアカウント', 'maint08'],
    ['使用した端末', 'HK-0001'],
    ['接続元', '札幌保守センター（192.0.2.10）'],
    ['接続先', 'tax-db01'],
    ['依頼・障害の内容', '依頼さ'],
    ['事象・原因', '事象し'],
    ['実施した作業', '措置す'],
    ['作業の結果', '一部完了'],
    ['予定と異なった理由', '超過け'],
    ['個人情報の閲覧・操作', 'あり（個人せ）'],
    ['操作ログ', '場所そ た.log（令和8年5月11日 10時06分から12時50分まで）'],
    ['操作ログのSHA-256', 'b'.repeat(64)],
    ['データの消去', '令和8年5月11日'],
    ['報告した者', '保守 五郎'],
    ['確認の結果', '確認'],
    ['理由・所見', '所見ち'],
    ['確認した者', '財政部税務課長 税務 三郎 令和8年5月13日 8時30分'],
  ]);

  // F7: one overrun, one access to personal data, one work that was not done.
  const unused = await story.announced('2026-05-21');
  await story.answer(unused, { choice: 'accept' });
  await story.withdrawWork(unused, '中止');
  await story.until('2026-06-02T08:30');
  const path = `/v1/permits/${caseId}/reports/2026-05`;
  const { usageHash } = (await story.vendorApi('GET', path)).json;
  const sent = await story.vendorApi('PUT', path, {
    ...{
      usageHash,
      used: true,
      updates: 'verifying',
      updatesReason: '検証つ',
      updatesPlannedOn: '2026-06-20',
    },
    ...{ entryRecords: 'kept', cameraRecords: 'none', recordsReason: '故障て', remarks: '備考の' },
    ...{ workerChanges: '作業者と', terminalChanges: '端末な', subcontractorChanges: '再委託ぬ' },
    ...{ incidents: '事故ね', improvements: '改善に' },
  });
  expect([sent.status, sent.text]).toEqual([200, expect.any(String)]);
  await story.settle();
  await story.until('2026-06-03T08:30');
  const manager = await story.as(TAX);
  const { hash } = (await manager('GET', path)).json.question;
  const answer = await manager('POST', `${path}/answer`, { hash, choice: 'accept', reason: '所見は' });
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  const report = await page(`/permits/${caseId}/reports/2026-05/paper`);
  expect(words(report)).toContain('令和8年6月2日');
  expect(words(report)).toContain('要領第10条の規定により、令和8年5月分のリモートメンテナンスの利用状況を');
  expect(rowsOf(report)).toEqual([
    ['許可番号', 'R8-P0001'],
    ['対象システム', '税務総合システム'],
    ['報告の対象', '令和8年5月分'],
    ['接続の回数・時間', '1回 2時間42分'],
    ['承認を受けていない接続', '0回'],
    ['予定の時間外の接続', '1回'],
    ['個人情報の閲覧・操作', '1回'],
    ['緊急の作業', '0回'],
    ['実施しなかった作業申請', '1件'],
    ['作業報告が未提出の作業', '0件'],
    ['利用の有無', '有'],
    ['作業者の変更', '作業者と'],
    ['端末の変更', '端末な'],
    ['再委託者の変更', '再委託ぬ'],
    ['更新プログラム・パターンファイルの適用（別表1 3-3）', '検証中 検証つ 適用予定日 令和8年6月20日'],
    ['監視の記録（別表1 2-1）', '無'],
    ['入退室の記録（別表1 2-2）', '有'],
    ['記録がない理由と対応', '故障て'],
    ['事故・障害等', '事故ね'],
    ['改善した点・改善する点', '改善に'],
    ['備考', '備考の'],
    ['提出', '令和8年6月2日 8時30分'],
    ['確認', '令和8年6月3日 8時30分 財政部税務課長 税務 三郎'],
    ['所見', '所見は'],
  ]);
});
