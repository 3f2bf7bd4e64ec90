import { z } from 'zod';
import { outboxWrite } from '../case/outbox-write.ts';
import { asOfNow, type Caller, holds, isClerkship, officeAppointment } from '../directory/caller.ts';
import type { Consultation, ConsultationInput } from '../directory/consultation.ts';
import { isInForce, type Person } from '../directory/directory.ts';
import {
  consultationWrite,
  consultedWrite,
  loadSettings,
  loadSystem,
  loadVendor,
  lookUpAddress,
  personWrites,
  stillAppointed,
} from '../directory/directory-store.ts';
import { openDirectoryTrail } from '../directory/directory-trail.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { type Problem, refused } from '../values/errors.ts';
import { ADDRESS_TAKEN } from './register-person.ts';
import { newsOfAct } from './tell-directory.ts';

const receiptSchema = z.object({ consultationId: z.string() });

/**
 * 予め協議 (第4条第1項): a clerk records that vendor and city have talked. With it the vendor's contact is
 * admitted and invited by mail.
 */
export const recordConsultation = (ports: Ports) => (caller: Caller, input: ConsultationInput) =>
  replayable(
    ports,
    { caller, request: { act: 'consultation', input }, receipt: receiptSchema },
    async (ports) => {
      const { store, clock, ids } = ports;
      const trail = await openDirectoryTrail(store);
      const now = clock();
      const settings = await loadSettings(store);
      const acting = await asOfNow(ports, caller);
      const office = officeAppointment(acting, settings);
      const clerk = office ?? acting.appointments.find(isClerkship);
      if (!clerk) return refused('forbidden', 'not-clerk', '協議の記録は担当者が行います');
      const used = new Set([clerk]);
      const vendor = await loadVendor(store, input.vendorId);
      const systems = await Promise.all(input.systemIds.map((id) => loadSystem(store, id)));
      const today = dateOf(now);
      const problems: Problem[] = [];
      if (!vendor) problems.push({ pointer: '/vendorId', message: '保守事業者が登録されていません' });
      systems.forEach((system, index) => {
        const pointer = `/systemIds/${index}`;
        if (!system || !isInForce(system, today))
          problems.push({ pointer, message: '対象システムが登録されていません' });
        else {
          const { sectionId } = system;
          const held = office ?? holds(acting, `clerk:${sectionId}`) ?? holds(acting, `manager:${sectionId}`);
          if (held) used.add(held);
          else problems.push({ pointer, message: `「${system.name}」は他の課の所管です` });
        }
      });
      if (input.heldOn > today.toString())
        problems.push({ pointer: '/heldOn', message: '協議日に未来の日付は指定できません' });
      if (input.contract.from > input.contract.to)
        problems.push({ pointer: '/contract/to', message: '契約期間の終了日は開始日以後としてください' });
      const { person: known, leaver } = await lookUpAddress(store, input.contact.email, today);
      const { affiliation } = known ?? {};
      if (affiliation && !(affiliation.kind === 'vendor' && affiliation.vendorId === input.vendorId))
        problems.push({
          pointer: '/contact/email',
          message: ADDRESS_TAKEN,
        });
      if (problems.length > 0)
        return refused('invalid', 'invalid-consultation', '協議の記録に誤りがあります', problems);
      const consultation: Consultation = {
        ...input,
        consultationId: ids.next(),
        recordedBy: caller.person.personId,
        recordedAt: now.toString(),
      };
      const { consultationId, recordedAt: at, recordedBy: by } = consultation;
      const contact: Person = known ?? {
        personId: `p-${ids.next()}`,
        name: input.contact.name,
        email: input.contact.email,
        affiliation: { kind: 'vendor', vendorId: input.vendorId, admitted: { at, by, consultationId } },
      };
      return {
        ok: true,
        value: consultation,
        writes: [
          ...trail.record(
            { ids, at: now },
            {
              act: 'record-consultation',
              subject: consultation.consultationId,
              by: caller.person.personId,
            },
            [consultationWrite(consultation), ...(known ? [] : personWrites(contact, leaver))],
          ),
          consultedWrite(consultation),
          ...[...used].map(stillAppointed),
          ...(await newsOfAct(ports, trail.seq + 1, known ? undefined : { vendorId: input.vendorId })),
          outboxWrite(`VENDOR#${input.vendorId}`, ids.next(), now, {
            kind: 'mail',
            mail: {
              template: 'invitation',
              personId: contact.personId,
              consultationId: consultation.consultationId,
              vendorId: input.vendorId,
            },
          }),
        ],
      };
    },
  );
