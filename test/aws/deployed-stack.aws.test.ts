import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { addBusinessDays } from '../../core/values/calendar.ts';
import { createStandingClock } from '../../local/clock.ts';
import { openDatabase } from '../../local/database.ts';
import { EMULATOR_TOOLS } from '../../scripts/emulator.ts';
import { localEnd } from '../../scripts/transfer/ends.ts';
import { exportCity, hashOf, importCity } from '../../scripts/transfer/transfer.ts';
import { hiddenFields } from '../support/browse.ts';
import { type DeployedCity, eventually, openDeployedCity } from '../support/deployed-city.ts';
import { withTools } from '../support/needs-tools.ts';
import { createRecordedCalls, type RecordedCalls } from '../support/recorded-calls.ts';
import { FILES } from '../support/sample-files.ts';
import { CHIEF, CLERK, OFFICE, OTHER_VENDOR, TAX, TAX_DEPUTY, VENDOR } from '../support/story.ts';
import { createWorld } from '../support/world.ts';
import { type CaseActs, createCaseActs } from './case-acts.ts';
import { grantedOf } from './granted.ts';
import { NOT_SEEN } from './not-seen.ts';
import { supervisionTests } from './supervision.ts';

withTools('the deployed stack on the AWS emulator', EMULATOR_TOOLS, () => {
  let city: DeployedCity;
  let acts: CaseActs;
  let calls: RecordedCalls;
  beforeAll(async () => {
    city = await openDeployedCity();
    acts = createCaseActs(city);
    calls = createRecordedCalls(city.aws);
  });
  afterEach(() => calls.collect());
  afterAll(async () => {
    calls?.close();
    await city?.close();
  });

  describe('a case, through API Gateway, Lambda, DynamoDB, its stream, Step Functions and SES', () => {
    test('第4条・第5条: 不適で返された申請が、補正、確認、承認を経て許可され、通知される', async () => {
      const { caseId, caseNo } = await acts.submit({ checklist: acts.nonconforming() });
      await acts.reaches(caseId, 'returned');
      expect((await city.mailAbout(VENDOR, `【補正のお願い】リモート接続申請 ${caseNo}`)).text).toContain(
        '2-1',
      );

      await acts.waitsFor(caseId, 'correct');
      expect((await acts.resubmit(caseId)).status).toBe(200);
      await acts.reaches(caseId, 'confirming');
      await city.mailAbout(TAX, caseNo);
      expect((await acts.confirm(caseId)).status).toBe(200);
      await acts.reaches(caseId, 'approving');
      expect((await acts.approve(caseId)).status).toBe(200);
      await acts.reaches(caseId, 'upcoming');
      await city.mailAbout(VENDOR, '【結果通知】');
      const notice = await city.vendorApi('GET', `/v1/applications/${caseId}/notice`);
      expect(notice.json).toMatchObject({ issuer: { title: '財政部税務課長' } });
      await acts.waitsFor(caseId, 'monitor');
      expect(await city.executionsOf(caseId)).toEqual([{ name: `permit-${caseId}-1`, status: 'RUNNING' }]);
    });

    test('第5条: 統括情報セキュリティ管理者が不承認とすると、理由を付して通知され、流れは終わる', async () => {
      const { caseId } = await acts.submit();
      await acts.reaches(caseId, 'confirming');
      await acts.confirm(caseId);
      await acts.reaches(caseId, 'approving');
      const refused = await acts.decide(CHIEF, caseId, {
        stage: 'approve',
        choice: 'refuse',
        reason: '必要性が認められないため',
      });
      expect(refused.json).toMatchObject({ state: { status: 'refused' } });
      const view = await eventually(
        () => acts.vendorView(caseId),
        (shown) => expect(shown.documentNo).toBeDefined(),
      );
      expect(view.result.label).toBe('不承認');
      await acts.ends(caseId, 'SUCCEEDED');
    });

    test('第12条: 決定の前に取り下げると、流れは終わり、決定はできない', async () => {
      const { caseId } = await acts.submit();
      const shown = await acts.asked(TAX, caseId);
      expect((await city.vendorApi('POST', `/v1/applications/${caseId}/withdrawal`, {})).status).toBe(200);
      const late = await acts.confirm(caseId, shown.request.hash);
      expect(late.status).toBe(409);
      await acts.ends(caseId, 'SUCCEEDED');
    });

    test('第12条: 期限が来ると催促し、過ぎると代決者へ、さらに統括部門へ知らせる', async () => {
      const { caseId, caseNo } = await acts.submit();
      const { request } = await acts.asked(TAX, caseId);
      const dueOn = Temporal.PlainDate.from(request.dueOn);
      await city.mailAbout(TAX, caseNo);
      const before = (await city.toldOf(TAX, caseNo)).length;
      expect(await city.runDay(dueOn)).toBe('SUCCEEDED');
      await city.gathered();
      await city.isTold(TAX, caseNo, before + 1);
      // Cases of the day before, where midnight was in between, are a day ahead of this one.
      expect(await city.toldOf(TAX_DEPUTY, caseNo)).toEqual([]);

      const after = (days: number) => addBusinessDays(dueOn, days, DEFAULT_SETTINGS);
      expect(await city.runDay(after(DEFAULT_SETTINGS.escalateToDeputyAfterDays))).toBe('SUCCEEDED');
      await city.gathered();
      await city.isTold(TAX_DEPUTY, caseNo, 1);
      expect(await city.runDay(after(DEFAULT_SETTINGS.escalateToOfficeAfterDays))).toBe('SUCCEEDED');
      await city.gathered();
      await city.isTold(OFFICE, caseNo, 1);
    });
  });

  describe('beside the API', () => {
    test('the pages: a manager saves a confirmation, a vendor takes the application back', async () => {
      const { caseId } = await acts.submit();
      await acts.asked(TAX, caseId);
      const decision = `/applications/${caseId}/decision`;
      const page = await (await city.as(TAX))('GET', decision);
      expect(page.text).toContain('<h1');
      // What is saved is saved of what the page has shown.
      const { _csrf, ...fields } = hiddenFields(page);
      expect((await city.postForm(TAX, decision, { ...fields, opinion: '確認中' }, 'save')).status).toBe(303);
      const withdrawn = await city.postForm(VENDOR, `/applications/${caseId}/withdraw`, { confirmed: true });
      expect(withdrawn.headers['location']).toBe(`/applications/${caseId}?done=withdrawn`);
    });

    test('a file comes by the form of the API, is judged, and can be taken away again', async () => {
      const offer = await city.vendorApi('POST', '/v1/files', { name: '構成図.pdf', size: FILES.pdf.length });
      const { url, fields } = offer.json.upload;
      expect((await acts.upload(url, fields, '構成図.pdf', FILES.pdf)).status).toBeLessThan(300);
      const path = `/v1/files/${offer.json.fileId}`;
      const kept = await city.vendorApi('POST', `${path}/completion`, {});
      expect(kept.json).toMatchObject({ name: '構成図.pdf', size: FILES.pdf.length });
      expect((await city.vendorApi('DELETE', path)).status).toBe(204);
    });

    test('a file comes by the form of a page, and is part of the draft', async () => {
      const { headers } = await city.postForm(VENDOR, '/drafts', { consultationId: 'c-hokuto' });
      const page = await (await city.as(VENDOR))('GET', `${headers['location']}/attachments`);
      const url = /<form method="post" action="([^"]+)" enctype/.exec(page.text)?.[1] ?? '';
      // The sign-out button's token is no field of the form.
      const { _csrf, ...fields } = hiddenFields(page);
      const sent = await acts.upload(url, fields, 'diagram.pdf', FILES.pdf);
      expect(sent.status).toBe(303);
      const next = new URL(sent.headers.get('location') ?? '').pathname;
      expect((await (await city.as(VENDOR))('GET', next)).text).toContain('diagram.pdf');
      const added = await city.postForm(VENDOR, next, { kind: 'diagram' });
      expect(added.headers['location']).toContain('?done=attached');
    });

    test('the sweep finds nothing that the stream has left', async () => {
      expect(await city.sweep()).toEqual({ delivered: 0, failed: 0, oldestMinutes: 0 });
    });

    test('the audit run writes down the heads of all trails, and verifies them the next time', async () => {
      for (const _time of ['first', 'next']) {
        const outcome = await city.runAudit();
        expect([outcome, ...(await city.complaintsOf('AnchorAudit'))]).toEqual(['SUCCEEDED']);
      }
    });

    test('`npm run audit:verify` finds the deployed trails intact, against all anchors', async () => {
      const { TableName, AnchorsBucket, FilesBucket } = city.outputs;
      const script = join(import.meta.dirname, '..', '..', 'scripts', 'audit-verify.ts');
      const options = ['--table', TableName, '--anchors', AnchorsBucket, '--bucket', FilesBucket];
      const { stdout } = await promisify(execFile)(process.execPath, [script, ...options]);
      expect(stdout).toMatch(/^\d+ rows, \d+ cases, \d+ files, [1-9]\d* anchors: intact$/m);
    });
  });

  describe('what must not happen', () => {
    test('INV-17: another vendor gets the same bytes for a case that exists and one that does not', async () => {
      const { caseId } = await acts.submit();
      const other = await city.as(OTHER_VENDOR);
      const theirs = await other('GET', `/v1/applications/${caseId}`);
      const nobodys = await other('GET', `/v1/applications/${'0'.repeat(26)}`);
      expect(theirs.status).toBe(404);
      expect(theirs.text).toBe(nobodys.text);
      expect((await other('GET', '/v1/applications')).json.cases).toEqual([]);
    });

    test('INV-8: a mail scanner that opens the link decides nothing and uses nothing up', async () => {
      const { caseId, caseNo } = await acts.submit();
      const before = await acts.asked(TAX, caseId);
      const mail = await city.mailAbout(TAX, caseNo);
      const path = /\/d\/[\w-]+/.exec(mail.text)?.[0] ?? '';
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET']) await city.send({ method, path });
      expect(await acts.asked(TAX, caseId)).toEqual(before);
      expect((await acts.confirm(caseId)).status).toBe(200);
    });

    test('INV-18: the function logs which route it was, and of the link in its path nothing', async () => {
      const { caseId, caseNo } = await acts.submit();
      await acts.asked(TAX, caseId);
      const { text } = await city.mailAbout(TAX, caseNo);
      const handle = /\/d\/([\w-]+)/.exec(text)?.[1] ?? '';
      expect(handle).toHaveLength(43);
      await city.send({ method: 'GET', path: `/d/${handle}?from=mail` });
      await city.send({ method: 'GET', path: `/permits/${caseId}` });
      const asked = (name: string, route: string) =>
        eventually(
          () => city.linesOf(name),
          (lines) => expect(lines.filter((line) => line.includes(`"route":"${route}"`))).not.toEqual([]),
        );
      const lines = [
        ...(await asked('http-public', 'GET /d/{handle}')),
        ...(await asked('http-pages', 'GET /permits/{caseId}')),
        ...(await asked('http-api', 'POST /v1/applications')),
      ];
      expect(lines.filter((line) => line.includes(handle) || line.includes('from=mail'))).toEqual([]);
    });

    test('INV-15: a callback and a stream record that come twice do nothing twice', async () => {
      const { caseId, caseNo } = await acts.submit();
      await acts.asked(TAX, caseId);
      await city.mailAbout(TAX, caseNo);
      const mails = (await city.mailsTo(TAX)).length;
      await city.repeatMessages(caseId);
      expect((await acts.confirm(caseId)).status).toBe(200);
      await acts.reaches(caseId, 'approving');
      await acts.asked(CHIEF, caseId);
      await city.repeatMessages(caseId);
      const events = await acts.eventTypes(caseId);
      expect(events).toEqual(['submitted', 'confirmation-requested', 'confirmed', 'approval-requested']);
      expect(await city.mailsTo(TAX)).toHaveLength(mails);
    });
  });

  describe('moving between one machine and AWS', () => {
    test('データの移行: 一台から移した案件が、移した先で続きから進む', async () => {
      const { confirming, approving, parked } = city.moved;
      await acts.waitsFor(confirming, 'confirm');
      await acts.waitsFor(approving, 'approve');
      await acts.waitsFor(parked, 'operator');
      expect(await city.executionsOf(confirming)).toEqual([
        { name: `permit-${confirming}-2`, status: 'RUNNING' },
      ]);
      expect((await acts.approve(approving)).status).toBe(200);
      await acts.reaches(approving, 'upcoming');
      expect((await acts.confirm(confirming)).status).toBe(200);
      expect((await acts.approve(confirming)).status).toBe(200);
      await acts.reaches(confirming, 'upcoming');
      await acts.waitsFor(confirming, 'monitor');
      const clerk = await city.as(CLERK);
      expect((await clerk('POST', `/v1/applications/${parked}/resumption`)).status).toBe(200);
      await acts.waitsFor(parked, 'confirm');
    });

    test('データの移行: AWSから一台に戻しても、照合値は同じで、進行中の案件は続きから進む', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'move-back-'));
      const sent = await exportCity(city.end, join(folder, 'archive'));
      const to = localEnd(folder, { create: true });
      const arrived = await importCity(to, join(folder, 'archive'));
      expect(arrived.hash).toBe(sent.hash);
      expect((await hashOf(to)).hash).toBe(sent.hash);
      const generations = new Map((await to.running()).map(({ caseId, generation }) => [caseId, generation]));
      expect(generations.get(city.moved.confirming)).toBe(3);
      to.close();
      const database = openDatabase(join(folder, 'permits.sqlite'));
      const world = await createWorld({ database, clock: createStandingClock(Temporal.Now.instant()) });
      await world.settle();
      const view = await world.vendorApi('GET', `/v1/applications/${city.moved.confirming}`);
      expect(view.json).toMatchObject({ status: 'upcoming', permitNo: expect.any(String) });
      database.close();
      rmSync(folder, { recursive: true });
    });
  });

  describe('when something breaks', () => {
    test('第12条: 届かなかったメールは、統括部門の仕事になる', async () => {
      const { caseId, caseNo } = await acts.submit();
      await acts.asked(TAX, caseId);
      await city.mailAbout(TAX, caseNo);
      await city.bounce(caseId);
      const alert = await city.mailAbout(OFFICE, `【要対応】${caseNo}`);
      expect(alert.text).toContain('Permanent/NoEmail');
    });

    test('第12条: 処理できない申請は中断して統括部門に知らせ、原因を除けば再開できる', async () => {
      const like = await acts.submit();
      const { caseId, caseNo, mend } = await city.insertBrokenCase(like.caseId);
      await city.mailAbout(OFFICE, `【要対応】${caseNo} 処理が中断しています`);
      await mend();
      const clerk = await city.as(CLERK);
      expect((await clerk('POST', `/v1/applications/${caseId}/resumption`)).status).toBe(200);
      await acts.asked(TAX, caseId);
    });
  });

  describe('the supervision of a permit', () => {
    supervisionTests(() => ({ city, acts }));
  });

  describe('least privilege', () => {
    test('every permission of a function was used, and every use was permitted', async () => {
      const granted = grantedOf(city.template);
      const used = calls.used();
      const table = [...granted].map(([name, actions]) => ({
        function: name,
        missing: [...(used.get(name) ?? [])].filter((action) => !actions.has(action)),
        idle: [...actions].filter((action) => !used.get(name)?.has(action) && !NOT_SEEN.has(action)).sort(),
      }));
      expect(table.filter(({ missing, idle }) => missing.length + idle.length > 0)).toEqual([]);
    });
  });
});
