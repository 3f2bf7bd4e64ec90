import { describe, expect, test } from 'vitest';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { createWorld } from '../support/world.ts';

const confirmAll = (today: string) =>
  tomakomaiR50401.checklist.map((item) => ({
    item: item.id,
    result: 'pass',
    method: 'document',
    confirmedOn: today,
  }));

describe('申請から許可まで', () => {
  test('第4条・第5条: 申請、確認、承認、通知を経て許可される', async () => {
    const world = await createWorld();
    const submitted = await world.vendorApi('POST', '/v1/applications', sampleApplication(world.today()), {
      'idempotency-key': 'k1',
    });
    expect(submitted.json).toMatchObject({ caseNo: 'R8-0001', rev: 1 });
    expect(submitted.status).toBe(201);
    const { caseId } = submitted.json;
    await world.settle();
    expect(world.failures).toEqual([]);
    expect(world.mailsTo('hoshu@hokuto.example.com').map((m) => m.subject)).toEqual([
      '【受付】リモート接続申請 R8-0001',
    ]);
    expect(world.mailsTo('tax-manager@city.example.jp')[0]?.subject).toContain('【要決定】');

    const manager = await world.signIn('tax-manager@city.example.jp');
    const shown = await manager('GET', `/v1/applications/${caseId}`);
    expect(shown.json).toMatchObject({ status: 'confirming', request: { stage: 'confirm' } });
    const confirmed = await manager('POST', `/v1/applications/${caseId}/decisions`, {
      stage: 'confirm',
      choice: 'ask-chief',
      hash: shown.json.request.hash,
      checklist: confirmAll(world.today().toString()),
      opinion: '適当と認める。',
    });
    expect(confirmed.json).toMatchObject({ state: { status: 'approving' } });
    await world.settle();

    const chief = await world.signIn('chief@city.example.jp');
    const dossier = await chief('GET', `/v1/applications/${caseId}`);
    const approved = await chief('POST', `/v1/applications/${caseId}/decisions`, {
      stage: 'approve',
      choice: 'approve',
      hash: dossier.json.request.hash,
    });
    expect(approved.status).toBe(200);
    await world.settle();
    const permit = await world.vendorApi('GET', `/v1/applications/${caseId}`);
    expect(permit.json).toMatchObject({
      status: 'upcoming',
      permitNo: 'R8-P0001',
      documentNo: '苫税第1号',
      result: { label: '承認' },
    });
    expect(permit.json.decisions).toBeUndefined();
    expect(world.mailsTo('hoshu@hokuto.example.com')[0]?.subject).toContain('【結果通知】');
    const notice = await world.vendorApi('GET', `/v1/applications/${caseId}/notice`);
    expect(notice.json).toMatchObject({
      documentNo: '苫税第1号',
      issuer: { title: '財政部税務課長', name: '税務 三郎' },
    });
    const [execution] = world.machines.listExecutions('permit');
    expect(execution?.status).toBe('RUNNING');
    expect(execution?.transitions).toBe(9);
  });
});
