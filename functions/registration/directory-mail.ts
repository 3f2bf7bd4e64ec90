import type { Section } from '../../core/directory/directory.ts';
import { jstTimeShort } from '../ui/dates.ts';
import {
  block,
  fact,
  heading,
  type Mail,
  mail,
  mailAddress,
  type Sender,
  sentence,
} from '../ui/mail-text.ts';

export type DirectoryNewsFacts = {
  readonly sender: Sender;
  readonly to: string;
  /** 役職への就任 … */
  readonly act: string;
  readonly lines: readonly (readonly [label: string, text: string])[];
  readonly by: string | undefined;
  readonly at: string;
  readonly reason: string | undefined;
  readonly office: Pick<Section, 'name' | 'tel' | 'email'> | undefined;
  readonly pageUrl: string | undefined;
};

/** Of an act on the directory that counts at once: to whose power it gives or ends, and to the office. */
export const directoryNewsMail = (facts: DirectoryNewsFacts): Mail =>
  mail(facts.sender, facts.to, `【お知らせ】${facts.act}`, [
    sentence('次の登録が行われ、反映されました。'),
    block(
      heading(facts.act),
      ...facts.lines.map(([label, text]) => fact(label, text)),
      facts.by === undefined ? undefined : fact('登録した者', facts.by),
      fact('登録の日時', jstTimeShort(facts.at)),
      facts.reason === undefined ? undefined : fact('理由', facts.reason),
    ),
    block(
      heading('心当たりがないとき'),
      sentence('心当たりがないときは、直ちに次の統括部門へ、電話又は直接お知らせください。'),
      facts.office &&
        block(
          fact('統括部門', facts.office.name),
          fact('電話', facts.office.tel),
          mailAddress('メール', facts.office.email),
        ),
    ),
    facts.pageUrl === undefined
      ? undefined
      : block(heading('登録・設定の証跡（サインインが必要です）'), facts.pageUrl),
  ]);
