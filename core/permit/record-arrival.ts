import { actAll } from '../case/case.ts';
import { actWrites, loadEvents } from '../case/case-store.ts';
import { toldEvents } from '../case/told-to-vendor.ts';
import { actorOf, type Caller } from '../directory/caller.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { invalid, NOT_FOUND, refused } from '../values/errors.ts';
import type { DeliveryInput, DeliveryPaper, ReceiptInput, ReceiptPaper } from './arrival.ts';
import { documentReceiptSchema, documentsAmong, onDocument } from './documents.ts';
import { loadPermit } from './view-permit.ts';

const RECEIVED = refused('conflict', 'already-received', 'この文書の受領は、すでに確認されています');

/** 受領 of a paper, by somebody of the vendor that it went to; once. */
export const receiveDocument =
  (ports: Ports) =>
  (caller: Caller, caseId: string, seq: number, { note }: ReceiptInput, idempotencyKey?: string) => {
    const request = { route: 'document-receipt', caseId, seq, note };
    const once = { caller, key: idempotencyKey, request, receipt: documentReceiptSchema };
    return replayable(ports, once, async ({ store, clock }) => {
      const found = await loadPermit(store, caller, caseId);
      if (!found.ok) return found;
      const { state, sees } = found.value;
      if (sees !== 'vendor') return NOT_FOUND;
      const events = toldEvents(await loadEvents(store, caseId));
      const document = (await documentsAmong(store, caseId, events)).find((one) => one.seq === seq);
      if (!document) return NOT_FOUND;
      if (document.receivedAt !== undefined) return RECEIVED;
      const { documentNo, title } = document;
      const { personId, name } = caller.person;
      const paper: ReceiptPaper = {
        type: 'paper-received',
        ...{ of: seq, title, documentNo, receivedBy: { personId, name } },
        hash: events.find((event) => event.seq === seq)?.paper ?? '',
        ...(note === undefined ? {} : { note }),
      };
      const fact = { type: 'paper-received', of: seq, documentNo } as const;
      const done = actAll(state, [{ fact, paper }], actorOf(caller), clock());
      if (!done.ok) return done;
      const { version } = done.value.after;
      return { ok: true, value: { caseId, seq: version, documentNo }, writes: actWrites(done.value) };
    });
  };

/** 送達 of a paper, as whoever had decided it writes it down; as often as it was sent. */
export const recordDelivery =
  (ports: Ports) =>
  (caller: Caller, caseId: string, seq: number, input: DeliveryInput, idempotencyKey?: string) => {
    const request = { route: 'delivery', caseId, seq, input };
    const once = { caller, key: idempotencyKey, request, receipt: documentReceiptSchema };
    return replayable(ports, once, async (ports) => {
      const { clock } = ports;
      const on = await onDocument(ports, caller, caseId, seq);
      if (!on.ok) return on;
      const { state, by, signed, guard, document, hash } = on;
      const { documentNo, title } = document;
      const { deliveredOn, how, evidence } = input;
      if (deliveredOn < document.issuedOn || deliveredOn > dateOf(clock()).toString())
        return invalid('invalid-delivery', [
          {
            pointer: '/deliveredOn',
            message: '「到達した日」は、文書の日付から本日までの日を入力してください',
          },
        ]);
      const paper: DeliveryPaper = {
        type: 'paper-delivered',
        ...{ of: seq, title, documentNo, hash, deliveredOn, how, signed },
        ...(evidence === undefined ? {} : { evidence }),
      };
      const fact = { type: 'paper-delivered', of: seq, documentNo, on: deliveredOn } as const;
      const done = actAll(state, [{ fact, paper }], by, clock());
      if (!done.ok) return done;
      const { version } = done.value.after;
      return {
        ok: true,
        value: { caseId, seq: version, documentNo },
        writes: [...actWrites(done.value), guard],
      };
    });
  };
