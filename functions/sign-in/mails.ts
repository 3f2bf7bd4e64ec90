import { monthDay, wareki } from '../ui/dates.ts';
import {
  block,
  fact,
  heading,
  type Mail,
  mail,
  type Sender,
  SYSTEM_NAME,
  sentence,
} from '../ui/mail-text.ts';

export type SignInCodeFacts = {
  readonly sender: Sender;
  readonly to: string;
  /** Eight digits. */
  readonly code: string;
  /** A way in that depends on nobody else; not with a code that was itself asked for by a link. */
  readonly link?: string | undefined;
};

/** The one-time code (docs/adr/0003). Sent to the address of the person only, never kept with a case. */
export const signInCodeMail = ({ sender, to, code, link }: SignInCodeFacts): Mail =>
  mail(sender, to, `【確認コード】${SYSTEM_NAME}`, [
    sentence('サインインのための確認コードをお知らせします。画面に入力してください。'),
    `    ${code}`,
    block(
      sentence('この確認コードは、送信から10分間、1回に限り使えます。5回まちがえると使えなくなります。'),
      sentence('市の職員が、電話やメールで確認コードをおたずねすることはありません。'),
    ),
    link === undefined
      ? undefined
      : block(
          sentence(
            '確認コードを求めた画面が手元にない場合や、新しい確認コードが届かない場合は、次のリンクからもサインインできます（24時間以内）。リンクを開いただけでは、何も行われません。',
          ),
          link,
        ),
    sentence(
      'お心当たりがない場合は、このメールを無視してください。確認コードを入力しない限り、何も行われません。',
    ),
  ]);

/** Of one matter no more than what finds it: no words of people, no link of its own (docs/adr/0047). */
export type DigestEntry = {
  /** 許可番号, or 受付番号 where nothing is permitted yet. */
  readonly no: string;
  /** What is asked for, or told: 月次利用状況報告の確認（令和8年4月分）. */
  readonly what: string;
  readonly systemName: string;
  /** Absent: nothing has to be done by a day. */
  readonly dueOn?: string | undefined;
  /** Why it comes again: 催促. */
  readonly why?: string | undefined;
};

export type DigestFacts = {
  readonly sender: Sender;
  readonly to: string;
  /** Of the day on which it goes out. */
  readonly today: string;
  readonly entries: readonly DigestEntry[];
  /** Where all of them stand, and what that page is called. */
  readonly page: readonly [name: string, url: string];
};

const dueFirst = (a: DigestEntry, b: DigestEntry): number =>
  (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999') || a.no.localeCompare(b.no);

const line = ({ no, what, systemName, dueOn, why }: DigestEntry): string =>
  fact(
    no,
    [
      what,
      systemName,
      ...(dueOn === undefined ? [] : [`期限 ${wareki(dueOn)}`]),
      ...(why === undefined ? [] : [why]),
    ].join('　'),
  );

/** Reminders and re-issued requests of a day, in one mail with one link. */
export const digestMail = ({ sender, to, today, entries, page: [name, url] }: DigestFacts): Mail => {
  const sorted = entries.toSorted(dueFirst);
  const late = sorted.filter(({ dueOn }) => dueOn !== undefined && dueOn < today);
  const due = sorted.filter(({ dueOn }) => dueOn !== undefined && dueOn >= today);
  const rest = sorted.filter(({ dueOn }) => dueOn === undefined);
  const next = due[0]?.dueOn;
  const part = (title: string, of: readonly DigestEntry[]): string | undefined =>
    of.length === 0 ? undefined : block(heading(title), ...of.map(line));
  const counts = [
    ...(late.length === 0 ? [] : [`期限超過${late.length}件`]),
    ...(next === undefined ? [] : [`次の期限${monthDay(next)}`]),
  ];
  return mail(
    sender,
    to,
    `【まとめてお知らせ】${entries.length}件${counts.length === 0 ? '' : `（${counts.join('、')}）`}`,
    [
      sentence(
        `期限のあるもの及びお知らせが${entries.length}件あります。1件ごとのメールに代えて、まとめてお送りします。`,
      ),
      part('期限を過ぎたもの', late),
      part('期限のあるもの', due),
      part('お知らせ', rest),
      block(
        heading(`${name}の画面`),
        sentence(`サインインすると、「${name}」の画面から1件ずつ開けます。`),
        url,
      ),
    ],
  );
};
