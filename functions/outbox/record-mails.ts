import type { RECORDS, RecordName } from '../../core/case/records.ts';
import { CHANGE_MAILS } from '../change/mails.ts';
import { SHORTENING_MAILS } from '../change/shortening-mails.ts';
import { FINDING_MAILS } from '../finding/mails.ts';
import { INSTRUCTION_MAILS } from '../instruction/mails.ts';
import { REPORT_MAILS } from '../monthly-report/mails.ts';
import type { RecordMails } from '../permit/mails.ts';
import { RECONFIRMATION_MAILS } from '../reconfirmation/mails.ts';
import { WORK_MAILS } from '../work/mails.ts';

type Kinds = (typeof RECORDS)[number];

/** The mails of every kind of record, written in its room: a line for each kind (docs/adding-a-record.md). */
export const RECORD_MAILS: { readonly [K in RecordName]: RecordMails<Extract<Kinds, { kind: K }>> } = {
  change: CHANGE_MAILS,
  finding: FINDING_MAILS,
  instruction: INSTRUCTION_MAILS,
  reconciliation: { news: {}, cityNews: {}, questions: {} },
  reconfirmation: RECONFIRMATION_MAILS,
  report: REPORT_MAILS,
  shortening: SHORTENING_MAILS,
  work: WORK_MAILS,
};
