import { Temporal } from 'temporal-polyfill';
import type { Section } from '../../core/directory/directory.ts';
import { formatWareki } from '../../core/values/wareki.ts';
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

/** 封印の照合値: the witness outside, for the chief and the chief's office. `--expect-file` reads its pairs. */
export const anchorsMail = (facts: {
  readonly sender: Sender;
  readonly to: string;
  readonly anchors: readonly { readonly date: string; readonly hash: string; readonly cases: number }[];
}): Mail => {
  const { sender, to, anchors } = facts;
  const day = (date: string) => formatWareki(Temporal.PlainDate.from(date));
  const newest = anchors.at(-1)?.date ?? '';
  return mail(sender, to, `【証跡の封印】${newest === '' ? '' : day(newest)}の照合値（保存用）`, [
    block(
      sentence('このメールを消さずに保存してください。ほかに行っていただくことはありません。'),
      sentence(
        '監査証跡を毎日封印しており、下の照合値はその控えです。システムの記録と封印がともに書き換えられても、保存された照合値と合わなくなるため、監査のときに書換えが分かります。',
      ),
    ),
    block(
      heading('封印'),
      ...anchors.flatMap(({ date, hash, cases }) => [
        `・${day(date)}（案件 ${cases}件）`,
        `    ${date}/${hash}`,
      ]),
    ),
    block(
      heading('監査のときの照合の方法（システムの運用者が行います）'),
      '    npm run audit:verify -- --expect <日付/照合値>',
      '    npm run audit:verify -- --expect-file <このメールを保存したファイル>',
    ),
  ]);
};
