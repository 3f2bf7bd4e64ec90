import { LOST_GROUNDS, type LostGround } from '../../core/case/records/shortening.ts';
import {
  APPROVAL_CHOICES,
  SHORTENING_CHOICES,
  type ShorteningPaper,
  type ShorteningPaperOf,
} from '../../core/change/shortening-papers.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { dated, heardText, SUBMITTED_TO } from '../finding/hearing-lines.ts';
import { day, type Lines, linesFor } from '../finding/lines.ts';
import { type Back, issuedPaper, paper as sheet } from '../finding/notice-sheet.ts';
import type { Html, PageContext } from '../ui/layout.ts';

/** 許可の期間の短縮 (第4条第3項, docs/adr/0062), as labels and texts: the same in mails, on pages and on the A4 papers. */

type Why = ShorteningPaperOf<'shortening-proposed'> | ShorteningPaperOf<'shortening-approved'>;

const contractText = ({ contract: { name, number, to } }: Why): string =>
  `${name}（契約番号 ${number}、申請又は届出による契約期間の終了日 ${day(to)}）`;

const whyRows = (paper: Why): Lines['rows'] => [
  ['短縮の原因', LOST_GROUNDS[paper.ground]],
  ['対象の契約', contractText(paper)],
  ['原因となる事実', paper.facts],
  ['確認した資料', paper.evidence],
];

/** What a permit that ends leaves to be done (第6条, 第10条); said again when it has ended. */
const LEFT =
  '実施済みの作業の報告、末日までの各月の利用状況報告、専用端末の返却又は処分、アカウントの停止、端末に残るデータの消去（第6条、第10条）';

const rowsOf = (paper: ShorteningPaper): Lines => {
  switch (paper.type) {
    case 'shortening-proposed':
      return {
        title: '弁明の機会の付与について（通知）',
        rows: [
          ['文書番号', paper.documentNo],
          [
            '予定する措置',
            `許可の期間の末日を、${day(paper.formerLastDay)}から${day(paper.lastDay)}（決定の日がこれより後のときは、決定の日）に改めて許可の期間を短縮し、その翌日以後に係る許可を取り消すこと。`,
          ],
          ...whyRows(paper),
          ['弁明の方法', '書面（システムの画面からの提出を含む。）又は口頭。代理人によることができます。'],
          [
            SUBMITTED_TO,
            paper.contact
              ? `${paper.contact.section}（電話　${paper.contact.tel}、メール　${paper.contact.email}）`
              : paper.issuer.title,
          ],
          ['提出期限', day(paper.dueOn)],
          [
            'その他',
            '弁明がすべて済んだときは、「以上で弁明を終える」と申し出ることができます。申出がないときは、提出期限の日が終わるまで、短縮を決定しません。許可を要しなくなったときは、廃止届を提出することができます。',
          ],
        ],
      };
    case 'shortening-stated':
      return {
        title: '弁明',
        rows: [
          ['弁明の内容', paper.statement ?? ''],
          ['申出', paper.closing ? '以上で弁明を終える' : ''],
        ],
      };
    case 'shortening-heard':
      return {
        title: paper.how === 'spoken' ? '口頭による弁明の記録' : '書面による弁明の記録',
        rows: [
          ['弁明のあった日', day(paper.heardOn)],
          ['弁明した者', paper.speaker],
          [paper.how === 'spoken' ? '聴取した職員' : '受領した職員', paper.heardBy],
          ['弁明の要旨', paper.statement],
        ],
      };
    case 'shortening-weighed':
      return {
        title: '許可の期間の短縮の承認伺',
        rows: [
          ['判断', SHORTENING_CHOICES.shorten],
          ['短縮後の許可の期間の末日', day(paper.lastDay)],
          ['理由', paper.reason],
          ['弁明に対する考え方', paper.consideration ?? ''],
          ['返却・消去', paper.returns ?? ''],
        ],
      };
    case 'shortening-dropped':
    case 'shortening-disapproved':
      return {
        title: '許可の期間の短縮の取りやめ',
        rows: [
          ['判断', paper.type === 'shortening-dropped' ? SHORTENING_CHOICES.drop : APPROVAL_CHOICES.decline],
          ['理由', paper.reason],
        ],
      };
    case 'shortening-approved':
      return {
        title: 'リモートメンテナンス利用許可期間短縮通知書',
        rows: [
          ['文書番号', paper.documentNo],
          ['短縮前の許可の期間の末日', day(paper.formerLastDay)],
          ['短縮後の許可の期間の末日', day(paper.lastDay)],
          ['効力', `${day(paper.lastDay)}の終わりに、許可は終了します。その後は接続できません。`],
          ...whyRows(paper),
          ['理由', paper.reason],
          [
            '弁明',
            `${dated(paper.invitation.documentNo, paper.invitation.issuedOn)}により機会を付与した。\n${heardText(paper.heard, '（この記録は、保守事業者に通知した。）')}`,
          ],
          ['弁明に対する市の考え方', paper.consideration ?? ''],
          ['作業申請', '作業申請のうち、短縮後の末日の後に及ぶものは、その末日の終わりに効力を失います。'],
          ['返却・消去', paper.returns ?? ''],
          ['残る手続', LEFT],
          ['この短縮により失効する再委託者の許可', paper.cascade.join('、')],
        ],
      };
  }
};

/** The vendor is told what was decided, in the name of the role; the city also who signed. */
export const shorteningLines = (paper: ShorteningPaper, audience: 'vendor' | 'city'): Lines =>
  linesFor(audience, paper, rowsOf(paper));

export type Numbered = Why;
export const isNumbered = (paper: ShorteningPaper): paper is Numbered =>
  paper.type === 'shortening-proposed' || paper.type === 'shortening-approved';

const EARLIER = '期間が下記の原因により当初より早く終わるため';
const UNFULFILLED = 'が下記の原因により履行されないこととなるため';
const ENDS_EARLY: Readonly<Record<LostGround, string>> = {
  'contract-ended': EARLIER,
  'contract-shortened': EARLIER,
  bankruptcy: UNFULFILLED,
  gone: UNFULFILLED,
};

/** The two papers that go out under a number, on A4. */
export const shorteningA4 = (
  context: PageContext,
  content: Numbered,
  about: { readonly permitNo: string; readonly regulationId: string },
  back: Back,
): Html => {
  const { provisions, roles } = regulationById(about.regulationId);
  const { application, delegation } = provisions;
  const permit = `${dated(content.notice.documentNo, content.notice.issuedOn)}で通知したリモートメンテナンスの利用許可（許可番号 ${about.permitNo}）`;
  const ground = (title: string) =>
    `${title}第${application}条第3項に規定する契約${ENDS_EARLY[content.ground]}`;
  const lines = shorteningLines(content, 'vendor');
  const of =
    content.type === 'shortening-proposed'
      ? issuedPaper(
          lines,
          content,
          (title) =>
            `${permit}については、${ground(title)}、同項の規定及び同要領第${delegation}条の定めにより、下記の措置を予定しているので、弁明の機会を付与します。`,
        )
      : issuedPaper(
          lines,
          content,
          (title) =>
            `${permit}については、${ground(title)}、同項の規定及び同要領第${delegation}条の定めにより、${roles.chief.title}の承認を得て、下記のとおり許可の期間を短縮し、短縮後の末日の翌日以後に係る許可を取り消しますので、通知します。`,
        );
  return sheet(
    context,
    { ...of, ...(content.type === 'shortening-approved' ? { doubts: content.doubts } : {}) },
    back,
  );
};
