import { Temporal } from 'temporal-polyfill';
import { formatWareki } from '../../core/values/wareki.ts';
import { block, heading, type Mail, mail, type Sender, sentence } from '../ui/mail-text.ts';

/** 封印の照合値: the witness outside, for the chief and the chief's office. `--expect-file` reads its pairs. */
export const anchorsMail = (facts: {
  readonly sender: Sender;
  readonly to: string;
  readonly anchors: readonly { readonly date: string; readonly hash: string; readonly cases: number }[];
}): Mail => {
  const { sender, to, anchors } = facts;
  const day = (date: string) => formatWareki(Temporal.PlainDate.from(date));
  const newest = anchors.at(-1)?.date ?? '';
  return mail(sender, to, `【証跡の封印】${newest === '' ? '' : day(newest)}の照合値`, [
    sentence(
      '監査証跡の封印の照合値です。このメールを保存しておき、監査のときに、下の照合値と記録とを照合してください。記録と封印がともに書き換えられても、この照合値と合わなくなるため、書換えが分かります。',
    ),
    block(
      heading('封印'),
      ...anchors.flatMap(({ date, hash, cases }) => [
        `・${day(date)}（案件 ${cases}件）`,
        `    ${date}/${hash}`,
      ]),
    ),
    block(
      heading('照合の方法（システムの運用者が行います）'),
      '    npm run audit:verify -- --expect <日付/照合値>',
      '    npm run audit:verify -- --expect-file <このメールを保存したファイル>',
    ),
  ]);
};
