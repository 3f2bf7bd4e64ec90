import { SAVED_FORM_DAYS } from '../../core/case/saved-form.ts';
import type { Settings } from '../../core/directory/settings.ts';
import { TRANSFER_COLUMNS } from '../../core/registration/transfer-list.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';

/**
 * What is done in which procedure: by whom, until when, by which article, step by step. Shown as a handbook for each role, and
 * linked from every page that belongs to a procedure. Titles and articles are read from the rule, days from the settings.
 *
 * Longer than 300 lines: it is texts, read from its first procedure to its last.
 */

export type Book = 'vendor' | 'manager' | 'chief' | 'office';

export type Procedure = {
  /** Anchor on the handbook's page. */
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly until?: string;
  /** The article that asks for it; absent: the city's own procedure, or how the system is used. */
  readonly provision?: keyof Regulation['provisions'];
  readonly steps: readonly string[];
  /** Pages of the contract table on which it is done. */
  readonly pages: readonly string[];
};
export type Handbook = {
  readonly name: string;
  /** Who reads it. */
  readonly reader: string;
  readonly procedures: readonly Procedure[];
};

const permit = (rest: string): string => `/permits/{caseId}${rest}`;
const finding = (rest = ''): string => permit(`/findings/{findingId}${rest}`);
const instruction = (rest = ''): string => permit(`/instructions/{instructionId}${rest}`);

const decided = ({ decisionTargetDays }: Settings): string =>
  `依頼から${decisionTargetDays}開庁日（休日を除く日数）が目標です。`;

const afterDays = (days: number): string => (days === 0 ? '期限が過ぎれば直ちに' : `期限の${days}開庁日後に`);

const vendorBook = ({ roles, checklistName, checklist, provisions }: Regulation, s: Settings): Handbook => ({
  name: `${roles.vendor.title}の手引`,
  reader: `${roles.vendor.title}の担当者`,
  procedures: [
    {
      id: 'sign-in',
      title: 'サインインする・作成中のものを続ける',
      what: 'パスワードはありません。登録されたメールアドレスに届く確認コードで、本人であることを確認します。',
      steps: [
        'メールアドレスを入力し、届いた8桁の確認コードを10分以内に入力します。',
        `操作がないまま30分過ぎるとサインインが切れます。使い続けていても、12時間で切れます。送信するときに切れていても、入力した内容は画面に残ります。最後の操作から24時間以内に送信したものは${SAVED_FORM_DAYS}日間保管されるので、「サインインし直す」を押すと続けられます（トップページの「作成中のもの」からも開けます）。確認の欄のチェックは、改めて入れます。「サインインし直す」がないときは、画面を閉じずに、新しいタブでサインインし、元の画面で「続ける」を押してください。`,
        '入力の途中の書類は、「一時保存」で保存できます。申請書の下書きは「申請一覧」から、月次利用状況報告はその月の報告から、その他はトップページの「作成中のもの」から続けます。',
        '身に覚えのないサインインがあるときは、「サインインの状況」で「終わらせる」を押し、市の統括部門に連絡してください。',
      ],
      pages: ['/home', '/sessions', '/saved-forms', '/kept-forms/{once}'],
    },
    {
      id: 'apply',
      title: '利用を申請する',
      what: `リモートメンテナンスを利用するには、市と協議した上で、申請書により申請し、許可を受けます。${checklistName}の${checklist.length}項目すべてに適合していることが必要です。`,
      until: `利用を始める日までに許可の通知を受けるよう、余裕をもって申請してください。市の確認と承認は、それぞれ${s.decisionTargetDays}開庁日が目標です。${s.processingDays > 0 ? `受付から結果の通知までの標準的な日数は、${s.processingDays}開庁日です。` : ''}`,
      provision: 'application',
      steps: [
        '「新しい申請」で、申請する内容の協議を選び、「申請書を作成する」を押します。選べるものがないときは、先に市の担当課と協議してください。',
        '目次の順に1ページずつ入力します。ページごとに保存されるので、途中でやめても続きから入力できます。',
        '作業者・端末・接続先は、表計算ソフトから貼り付けることができます。',
        '説明の裏付けとなる資料を添付します。パスワードを付けた資料は受け付けません。',
        '「申請内容を確認する」で全体を読み、指摘があれば直して、「申請する」を押します。受付番号がメールで届きます。',
      ],
      pages: [
        ...[
          '/applications',
          '/applications/new',
          '/drafts/{draftId}',
          '/drafts/{draftId}/sections/{section}',
        ],
        ...['/drafts/{draftId}/check', '/drafts/{draftId}/delete'],
        ...['/drafts/{draftId}/attachments', '/drafts/{draftId}/attachments/{fileId}'],
      ],
    },
    {
      id: 'correct',
      title: '申請の状況を見る・補正する',
      what: '申請がどの段階にあるか、次にだれが何をするかを確認できます。補正を求められたときは、指摘された項目を直して再び提出します。',
      until: `補正の期限は、補正を求めるときに示します（別に定めないときは、その翌日から数えて${s.correctionDays}開庁日目の日）。提出がないときは、${s.correctionReminderDays}開庁日ごとに、${s.remindBeforeDays === 0 ? '' : `期限の${s.remindBeforeDays}開庁日前に、`}及び期限の当日に、改めてお知らせします。`,
      provision: 'application',
      steps: [
        '申請のページを開き、補正を求められた項目と理由を読みます。',
        '「補正する」で目次に戻り、その項目を直して再び提出します。直していない項目はそのまま残っています。',
        `期限を過ぎると、${roles.manager.title}が、期限を延ばすか、利用を許可しないこととするかを判断します。判断までは、補正し、又は取り下げることができます。`,
        '取り下げるときは、「この申請を取り下げる」を開き、確認の欄にチェックを入れて「取り下げる」を押します。決定の後は取り下げられません。取り下げた申請は、元に戻せません。',
      ],
      pages: ['/applications/{caseId}'],
    },
    {
      id: 'permit',
      title: '許可の内容を見る',
      what: '許可の期間・範囲・条件、これから行うこと、これまでの書類を確認できます。許可の範囲を超えて接続することはできません。',
      provision: 'obligations',
      steps: [
        '「許可一覧」から許可を選びます。今の状態と、次に行うこと、その期限が先頭にあります。',
        '通知書などの書類は、A4で印刷できます。',
        '許可の期間中、市は要件への適合を再び確認します。求められた資料を用意してください。',
      ],
      pages: ['/permits', permit(''), permit('/reconfirmations/{reconfirmationId}')],
    },
    {
      id: 'work',
      title: '作業を申請する',
      what: '接続する前に、作業の内容・日時・作業者・端末・接続先を申請し、システムごとの定めに従って承認を受けます。',
      until:
        s.workLeadDays === 0
          ? '作業を始める前に申請してください。'
          : `作業を始める${s.workLeadDays}開庁日前までに申請してください。過ぎても受け付けますが、期限後の申請であることが市に示されます。`,
      provision: 'obligations',
      steps: [
        'トップページ又は許可のページの「作業を申請する」を押し、許可された範囲から作業者・端末・接続先を選びます。前回までの申請を写すこともできます。',
        '市で確認を要する点があるときは、提出の前に示されます。直すか、そのまま提出するかを選びます。報告のときも同じです。',
        '承認を要するシステムでは、承認の知らせが届いてから接続します。差し戻されたときは、訂正して再び申請します。',
        `緊急のときは、作業申請書の「緊急の作業ですか」で「はい」を選びます。承認を待たずに接続できます。申請より先に接続したときは、${s.emergencyNoticeHours === 0 ? '直ちに' : `作業を始めてから${s.emergencyNoticeHours}時間以内に`}申請してください。承認は、後で受けます。事後承認されなかったときは、直ちに切断し、行った作業を報告します。`,
        '申請せずに接続してしまったときも、「申請していない接続」として必ず届け出てください。',
      ],
      pages: [
        permit('/works'),
        permit('/works/new'),
        permit('/works/{workId}'),
        permit('/works/{workId}/edit'),
      ],
    },
    {
      id: 'work-report',
      title: '作業を報告する',
      what: '接続した日時・作業者・端末・接続元・接続先と、作業の結果を報告します。接続しなかったときは、報告ではなく、作業のページの「行わなかった作業を取り下げる」から取り下げます。',
      until: `作業を終えたら、すみやかに報告してください。予定の終了から${s.workReportDays}開庁日報告がないときは、催促のメールが届きます。`,
      provision: 'obligations',
      steps: [
        '作業のページの「作業を報告する」を押します。申請した内容が入っているので、違うところだけ直します。',
        '申請と違うところには、理由を記入します。',
        '差し戻されたときは、理由を読み、訂正して再び提出します。',
      ],
      pages: [permit('/works/{workId}/report')],
    },
    {
      id: 'monthly',
      title: '月次利用状況報告を提出する',
      what: '毎月の利用の状況を報告します。利用しなかった月も、停止中の月も報告が必要です。',
      until: `翌月の第${s.reportDueDays}開庁日までです。差し戻されたときは、その日から${s.reportResubmitDays}開庁日以内に再び提出します。`,
      provision: 'monthlyReport',
      steps: [
        'トップページ又は翌月に届くメールから、その月の報告を開きます（期限は、作業の承認のメールにも示しています）。作業報告から集計した数が入っています。',
        '接続の記録がない月は、「利用なしで提出する」を押すだけで提出できます。',
        '内容を確かめ、必要なことを記入して提出します。',
        '許可が終わった後の最後の報告では、終了時の措置（アカウントの停止、端末の返却又は処分、データの消去）を終えた日を知らせてください（お願い）。',
      ],
      pages: [permit('/reports/{yearMonth}')],
    },
    {
      id: 'change',
      title: '変更を届け出る',
      what: '許可された内容（作業者・端末・接続元・連絡先など）が変わるときに届け出ます。許可の範囲に関わる変更は、認められるまで使えません。',
      until: '変わる前に届け出てください。',
      provision: 'delegation',
      steps: [
        '許可のページの「変更を届け出る」を押し、変わる事項を選んで、新しい内容と理由を入力します。',
        '軽微な変更はすぐに反映されます。許可の範囲に関わる変更は、市の確認（事項により承認も）を経て、変更日（認められた日が後のときは、その日）から反映されます。',
      ],
      pages: [permit('/changes/new'), permit('/changes/{changeId}')],
    },
    {
      id: 'shortening',
      title: '契約が早く終わるとき',
      what: `許可の期間は、原則として契約（業務に関連する契約を含む。）の期間内です（第${provisions.application}条第3項）。契約が解除され、又は短くなるときは、「契約」の変更届を提出するか、廃止届を提出します。市が期間の短縮を予定したときは、弁明の機会が付与されます。`,
      until:
        '弁明の期限は通知に記載されます。その日が終わるまで、又は「以上で弁明を終える」と申し出るまで、短縮は決定されません。',
      provision: 'application',
      steps: [
        '契約の期間が許可の期間の末日より前に終わる変更が認められると、許可の期間の末日も、契約の終わる日（認められた日が後のときは、その日）に改められます。契約が延びても、許可の期間は延びません。',
        '通知を読み、事実と異なること、考慮してほしいことがあるときは、許可のページの「期間の短縮」から弁明します。すべて述べたときは「以上で弁明を終える」を選びます。',
        '短縮されたときは、その末日の終わりに許可が終わります。末日の後に及ぶ作業申請は効力を失います。残る作業の報告と、末日の月までの利用状況報告を提出します。',
      ],
      pages: [permit('/shortenings/{shorteningId}'), permit('/shortenings/{shorteningId}/statement')],
    },
    {
      id: 'renew',
      title: '継続を申請する・廃止を届け出る',
      what: '期間の満了の後も利用するときは継続を申請し、利用をやめるときは廃止届を提出します。',
      until: `${s.renewalFirstDays === 0 ? '' : `期間の満了の${s.renewalFirstDays}開庁日前に、継続の手続をお知らせします。`}満了の日までに継続の許可を受けないと、その翌日から接続できません。`,
      provision: 'application',
      steps: [
        '内容が同じときは、許可のページの「同じ内容で継続を申請する」で、協議・期間・契約・誓約などだけを入力します。内容が変わるときは、「新しい申請」で申請区分「継続」を選びます。',
        '通知書は、許可のページの「文書の一覧」から何度でも印刷できます。失ったときは、市の担当課に再交付を申し出ることもできます。文書を受け取ったときは、「受領を確認する」を押してください。',
        '廃止届では、最後の日を選びます。その日の終わりに許可が終わります。それまでは取り下げることができます。',
      ],
      pages: [
        ...[permit('/renewal'), permit('/ending'), permit('/documents'), permit('/documents/{seq}')],
        permit('/documents/receipt/{seq}'),
      ],
    },
    {
      id: 'answer',
      title: '指示・是正命令に対応する',
      what: `市の指示や是正命令を受けたときは、期限までに必要な措置をとり、報告します。命令に応じないときは、許可の取消・停止などを受けることがあります。`,
      until: `指示書・命令書に記された期限までです。${s.remindBeforeDays === 0 ? '' : `期限の${s.remindBeforeDays}開庁日前と、`}期限の当日（休日に当たるときは、その前の開庁日）にもお知らせします。`,
      provision: 'correction',
      steps: [
        '指示書・命令書を読み、求められている措置と期限を確認します。',
        '措置をとり、「是正報告を作成する」（指示のときは「行ったことを報告する」）から報告します。是正報告では、原因、講じた措置、完了日、再発防止策を記入します。資料は添付できないので、資料の名称と市への提出の方法を記入します。',
        '未履行と判断されたときは、決定の前に弁明することができます。弁明の期限は通知に記されています。',
        '停止を受けたときは、解除の条件を満たしたことを報告します。',
      ],
      pages: [
        ...[instruction(), instruction('/report'), finding()],
        ...[finding('/reply'), finding('/statement'), finding('/conditions')],
      ],
    },
    {
      id: 'people',
      title: '担当者とAPIキーを管理する',
      what: '自社の担当者を登録し、変更し、終了させます。プログラムから利用するときは、APIキーを作ります。',
      until: '担当者が替わったときは、その日のうちに終了させてください。',
      steps: [
        '担当者を変更できるのは、自社の利用管理者です。いないときは、市の統括部門に連絡してください。',
        'APIキーは作ったときに一度だけ表示されます。漏れたおそれがあるときは、すぐに無効にしてください。',
      ],
      pages: ['/api-keys', '/api-keys/{keyId}/revoke', '/vendors/{vendorId}/contact'],
    },
  ],
});

const managerBook = ({ roles, checklistName, checklist, provisions }: Regulation, s: Settings): Handbook => ({
  name: `${roles.manager.title}の手引`,
  reader: `${roles.manager.title}（課長等）とその代決者`,
  procedures: [
    {
      id: 'inbox',
      title: '決裁待ちを見る',
      what: 'あなたの決定を待つものが、期限の早い順に並びます。作業報告と月次利用状況報告の確認は、問題のないものを、一つの画面でまとめて記録できます。',
      until: `${decided(s)}${s.remindBeforeDays === 0 ? '期限の当日' : `期限の${s.remindBeforeDays}開庁日前`}に催促し、${afterDays(s.escalateToDeputyAfterDays)}代決者にも依頼し、${afterDays(s.escalateToOfficeAfterDays)}統括部門に連絡します。`,
      steps: [
        '初めの依頼は1件ずつメールで届きます（確認を要する点のない作業報告は、その月の月次利用状況報告と併せて知らせます）。メールのリンクからも、決裁待ちからも、同じ画面が開きます。',
        '開いただけでは、何も決定しません。内容を読み、選んで、確定のボタンを押したときに決定します。',
        '代決者が決定したときも、結果が本人に知らされます。',
        '長い書類は「一時保存」で保存し、トップページの「作成中のもの」から続けます。',
      ],
      pages: ['/home', '/inbox', '/sessions', '/saved-forms', '/kept-forms/{once}'],
    },
    {
      id: 'confirm',
      title: `申請を確認する（${checklistName}）`,
      what: `申請が${checklistName}の${checklist.length}項目すべてに適合することを一つずつ確認し、${roles.chief.title}に承認を求めます。`,
      until: decided(s),
      provision: 'application',
      steps: [
        '画面の先頭に、前の許可と異なること、協議と異なること、確認を要することが並びます。',
        '確認の方法・日・資料は、全項目に共通のものを一度入力できます。項目ごとの判断は、一つずつ選びます。',
        `すべて適のときは、承認を求めます。不適の項目があるときは、項目と理由と期限を示して補正を求めるか、不承認とします。期限は、少なくとも${Math.min(s.correctionLeastDays, s.correctionDays)}開庁日を置きます。`,
        '補正の期限を過ぎると、期限を延ばすか、不承認とするかの判断を求める依頼が届きます。取り下げたものとみなすことはできません。',
        '不承認は、通知の内容を示す画面で、もう一度確かめてから確定します。',
      ],
      pages: ['/applications', '/applications/{caseId}', '/applications/{caseId}/decision'],
    },
    {
      id: 'permit',
      title: '許可を管理・監督する',
      what: '許可の今の状態と期限、作業、月次報告、違反と命令、これまでの記録を確認します。',
      provision: 'obligations',
      steps: [
        '許可台帳は、番号・事業者・システム・状態で探せます。CSVで保存できます。',
        '監査証跡には、だれが・いつ・何をしたかが順に残り、後から変えることはできません。',
      ],
      pages: ['/permits', permit(''), permit('/events'), permit('/papers/{seq}')],
    },
    {
      id: 'work',
      title: '作業申請に回答する',
      what: '作業の内容・日時・範囲を確かめ、承認するか、差し戻します。',
      until: `作業を始める${s.workAnswerDays}開庁日前までです。緊急作業の事後承認は、申請の${s.emergencyApprovalDays}開庁日後までです。`,
      provision: 'obligations',
      steps: [
        '許可の範囲・期間と異なること、長い作業、期限後の申請は、画面に示されます。',
        '差し戻すときは、理由を記入します。事業者は訂正して再び申請します。',
      ],
      pages: [permit('/works'), permit('/works/{workId}'), permit('/works/{workId}/answer'), '/calendar'],
    },
    {
      id: 'review',
      title: '作業報告を確認する',
      what: '接続の記録と作業の結果を、申請と比べて確認します。',
      until: `確認を要する点のない報告は、その月の月次利用状況報告の期限（翌月の第${s.reportDueDays}開庁日）の${s.decisionTargetDays}開庁日後が目標です。その他の報告は、${decided(s)}`,
      provision: 'obligations',
      steps: [
        '申請と違うところと、その理由が示されます。違いは断らずに受け付け、違反の候補として別に判断します。',
        '確認を要する点のない報告は、はじめから決裁待ちに載り、メールでは、その月の月次利用状況報告と併せて知らせます。',
        '指摘のないものは、決裁待ちから、まとめて確認できます。一件ずつ別に記録されます。',
      ],
      pages: [permit('/works/{workId}/review'), '/inbox/review'],
    },
    {
      id: 'monthly',
      title: '月次利用状況報告を確認する',
      what: '毎月の利用の状況を確認し、足りないところがあれば差し戻します。',
      until: decided(s),
      provision: 'monthlyReport',
      steps: [
        '作業報告から集計した数と、報告された数の違いが示されます。許可が終わった後の最後の報告では、終了時の措置も確かめます。',
        `提出がないときは、期限の${s.reportFirstDunDays}開庁日後と${s.reportSecondDunDays}開庁日後に督促し、${s.reportInstructDays}開庁日後に指示の案ができます。`,
      ],
      pages: [permit('/reports/{yearMonth}'), permit('/reports/{yearMonth}/answer'), '/inbox/monthly'],
    },
    {
      id: 'log',
      title: '接続ログと照合する',
      what: '接続装置のログを、作業申請・作業報告・許可の範囲と、月ごとに比べます。申請や報告のない接続は、違反の候補になります。',
      until: '月次利用状況報告を確認するまでに行うと、報告との違いも分かります。',
      provision: 'obligations',
      steps: [
        'ログのファイル（CSVなど）を選びます。文字コードと区切りは自動で判別します。',
        '列の対応を確かめます。一度保存した対応は、次の月も使われます。',
        '読めない行や、ログにない項目があるときは、そのことが示され、一致とは扱いません。',
      ],
      pages: [
        ...[permit('/reconciliations'), permit('/reconciliations/{yearMonth}')],
        ...[permit('/reconciliations/{yearMonth}/log'), permit('/reconciliations/{yearMonth}/log/{fileId}')],
      ],
    },
    {
      id: 'instruct',
      title: '指示する',
      what: '違反とまではいえないことを改めさせるとき、期限を定めて指示します。',
      until: `期限を別に定めないときは、${s.instructionDays}開庁日後です。`,
      provision: 'obligations',
      steps: [
        '指示の内容・根拠・期限を入力し、指示書の文面を確かめて発出します。',
        '期限が来たら、報告を読み、従ったかどうかを判断します。従わないときは、違反の候補になります。',
        '急ぐときは、接続を直ちに止める指示（緊急接続停止）ができます。解除も、この画面で行います。',
      ],
      pages: [
        ...[permit('/new-instruction'), instruction(), instruction('/answer')],
        ...[instruction('/follow'), instruction('/lifting')],
      ],
    },
    {
      id: 'find',
      title: '違反を認める',
      what: `違反と認めたときは、どの号の違反かを示して、${roles.chief.title}に報告します。候補は、認めるか、不問とするかを判断します。`,
      until: decided(s),
      provision: 'correction',
      steps: [
        '候補には、もとになった接続・作業・報告が示されます。機械は違反と決めません。',
        `認めるときは、違反した規定（第${provisions.obligations}条の号）、違反の事実（いつ・どこで・誰が・何をしたか）、認知の経緯、意見を記録します。`,
        `担当者は、疑いを${roles.manager.title}に伝えることができます。`,
      ],
      pages: [permit('/new-finding'), permit('/new-candidate'), finding(), finding('/candidate')],
    },
    {
      id: 'order',
      title: '是正を命じ、履行を判断する',
      what: `${roles.chief.title}が報告を受領した後、期限を定めて必要な措置を命じます。期限の後に、履行されたかどうかを判断します。`,
      until: `履行期限は、命令の日の翌日から${Math.min(s.orderLeastDays, s.orderDays)}開庁日以上を置きます。`,
      provision: 'correction',
      steps: [
        '命令書の文面を確かめて発出します。確定の前に、だれに何が届くかが示されます。',
        '期限を延ばすときは、履行期限の日までに「履行期限を変更する」を押します。履行期限変更通知書が通知されます。誤った命令は、理由を示して撤回できます。同じ違反について命令し直すときは、撤回のときに「同じ違反について、改めて命令する」を選びます。改めて発する命令には、新しい文書番号と履行期限が付きます。',
        '報告があるときは、読んでから判断します。期限の日が終わるまで、未履行とすることはできません。',
        '口頭や書面での弁明は、記録して決定に添えます。',
      ],
      pages: [
        ...[finding('/order'), finding('/judge'), finding('/extension')],
        ...[finding('/withdrawal'), finding('/hearing')],
      ],
    },
    {
      id: 'sanction',
      title: '取消・停止などを決定する',
      what: `命令に応じないときは、${roles.chief.title}に報告した後、弁明の機会を与えた上で、取消・停止などを決定できます。`,
      until: `弁明の期限は、通知の日の翌日から${Math.min(s.statementLeastDays, s.statementDays)}開庁日以上を置きます。取消・停止などは、弁明の期限の日が終わった後、又は事業者が「以上で弁明を終える」と申し出た後に決定できます。措置をとらないことは、その前でも決定できます。`,
      provision: 'revocation',
      steps: [
        '弁明を読み、「取消」「停止」「その他の措置」「措置をとらない」から選び、理由、考慮した事情、弁明に対する考え方を記入します。停止は、許可の全体のほか、作業者・端末・接続元の一つに限ることもできます。未履行と判断したときに示した措置より重い措置は、決定できません。',
        '影響を受ける作業と、再委託者の許可が示されます。もう一度確かめてから確定します。',
        '停止は、条件が満たされたと判断したときに解除します。期間は、終わる前に改めて決定したときだけ延びます。',
        '許可が終わった後に残る命令は、理由を示して終結とします。',
      ],
      pages: [finding('/sanction'), finding('/lift'), finding('/closing')],
    },
    {
      id: 'documents',
      title: '文書を訂正する・再交付する・到達を記録する',
      what: '文書番号を付けて通知した文書の誤記などを訂正し、失われた文書を再交付し、又は文書が到達したことを記録します。決定の内容は変わりません。',
      provision: 'delegation',
      steps: [
        '許可のページの「文書の一覧」で、文書の「訂正する」を押し、箇所、誤、正、理由を入力します。新しい文書番号の訂正通知書が通知され、元の文書には「訂正済」と表示されます。',
        '「再交付する」を押すと、同じ文書に「再交付」とその日付を付けて、同じ文書番号のまま交付します。',
        '郵送、手渡しなどで到達したことは、「到達を記録する」に、到達した日、方法、引受番号などを入力します。保守事業者が画面で「受領を確認する」を押したときは、その日時が表示されます。',
        `結果通知書など、${roles.chief.title}の承認により通知した文書は、${roles.chief.title}が訂正・再交付し、到達を記録します。`,
      ],
      pages: [
        ...[permit('/documents'), permit('/documents/{seq}')],
        ...[permit('/documents/correction/{seq}'), permit('/documents/reissue/{seq}')],
        permit('/documents/delivery/{seq}'),
      ],
    },
    {
      id: 'change',
      title: '変更届と再確認に回答する',
      what: `許可の範囲に関わる変更を確認します。また、許可の期間中に、${checklistName}への適合を再び確認します。`,
      until: `${decided(s)}再確認は${s.reconfirmMonths}か月ごとです。`,
      provision: 'obligations',
      steps: [
        '変更の前と後が並びます。認めないときは、理由を記入します。',
        '再確認では、前回の結果を参考に、項目ごとに改めて判断します。不適のときは、指示の案ができます。',
      ],
      pages: [
        ...[permit('/changes/{changeId}'), permit('/changes/{changeId}/answer')],
        ...[permit('/reconfirmations/{reconfirmationId}')],
        permit('/reconfirmations/{reconfirmationId}/answer'),
      ],
    },
    {
      id: 'shortening',
      title: '契約が早く終わる許可の期間を短縮する',
      what: `契約の解除などにより許可の期間が契約の期間を超えることになるとき、又は破産などにより契約が履行されないこととなるときに（第${provisions.application}条第3項）、弁明の機会を付与した上で、${roles.chief.title}の承認を得て短縮します。違反によるものではないため、命令は要りません。`,
      until: `弁明の期限は、通知の日の翌日から${Math.min(s.statementLeastDays, s.statementDays)}開庁日以上を置きます。`,
      provision: 'application',
      steps: [
        '許可のページの「弁明の機会を付与する」を押し、原因、事実、確認した資料、短縮後の末日を入力します。通知は事業者に届きます。直ちに接続を止めるときは、別に緊急接続停止指示をします。',
        '口頭や書面での弁明（破産管財人などによるものを含む。）は、記録します。',
        `弁明の機会が終わると、判断が求められます。短縮するときは、${roles.chief.title}の承認の後に通知書が発出されます。末日は、通知で示した日より前にはできません。`,
      ],
      pages: [
        ...[permit('/new-shortening'), permit('/shortenings/{shorteningId}')],
        ...[permit('/shortenings/{shorteningId}/hearing'), permit('/shortenings/{shorteningId}/answer')],
      ],
    },
  ],
});

const chiefBook = ({ roles, checklistName, provisions }: Regulation, s: Settings): Handbook => ({
  name: `${roles.chief.title}の手引`,
  reader: `${roles.chief.title}とその代決者`,
  procedures: [
    {
      id: 'approve',
      title: '申請を承認する',
      what: `${roles.manager.title}が${checklistName}の適合を確認した申請を、承認するか、条件を付けて承認するか、不承認とします。${roles.manager.title}に差し戻すこともできます。`,
      until: decided(s),
      provision: 'application',
      steps: [
        'メールのリンクから承認の画面を開きます。申請の要点、確認の結果、意見、指摘が一つの画面にあります。',
        `承認・条件付承認・不承認を決定すると、${roles.manager.title}の名で結果通知書が通知されます（第${provisions.notification}条）。差戻しのときは、理由が${roles.manager.title}に伝わります。`,
        '確認した本人は、設定で認めていない限り、承認できません。代決者が決定します。',
      ],
      pages: ['/applications/{caseId}/decision'],
    },
    {
      id: 'receipt',
      title: '違反・未履行の報告を受領する',
      what: `${roles.manager.title}の報告を受領すると、${roles.manager.title}が是正を命じ、又は取消・停止などを決定できるようになります。`,
      until: decided(s),
      provision: 'correction',
      steps: ['報告を読み、意見があれば記入して、受領します。'],
      pages: [finding('/receipt'), finding('/noncompliance')],
    },
    {
      id: 'change-approval',
      title: '変更を承認する',
      what: `許可の範囲に関わる変更のうち、設定で定めたものを、${roles.manager.title}の確認の後に承認します。`,
      until: decided(s),
      provision: 'delegation',
      steps: [
        `変更の前と後、${roles.manager.title}の意見を読み、認めるかどうかを決定します。認めると、変更通知書が発出されます。`,
      ],
      pages: [permit('/changes/{changeId}/approval')],
    },
    {
      id: 'shortening-approval',
      title: '許可の期間の短縮を承認する',
      what: `契約が早く終わるため${roles.manager.title}が短縮しようとする許可について（第${provisions.application}条第3項）、弁明と判断を読み、承認するかどうかを決定します。`,
      until: decided(s),
      provision: 'application',
      steps: [
        `承認すると、${roles.manager.title}の名で利用許可期間短縮通知書が通知され、許可は短縮後の末日の終わりに終わります。承認しないときは、理由を記入します。`,
        '承認を求めた本人は、設定で認めていない限り、承認できません。',
      ],
      pages: [permit('/shortenings/{shorteningId}/approval')],
    },
    {
      id: 'proposals',
      title: '登録伺い・設定を確認する',
      what: '役職への就任、役職者のメールアドレス、設定、保守事業者の登録などは、準備した人とは別の人が確認したときに効力をもちます。',
      until: `${s.proposalValidDays}日以内です。過ぎると期限切れとなり、何も反映されません。`,
      provision: 'delegation',
      steps: [
        '登録伺いを開き、変更の内容を読んで、「確認する」を押します。誤りがあるとき、心当たりがないときは、理由を入力して「差し止める」を押します。',
        '自分に関する伺いを、自分で確認することはできません。',
        '身に覚えのない変更の知らせが届いたときは、その画面から止めてください。',
      ],
      pages: ['/proposals', '/proposals/{proposalId}', '/directory', '/directory-trail'],
    },
    {
      id: 'disposal',
      title: '廃棄を承認する',
      what: `保存期間（${s.retentionYears}年）を過ぎた文書の廃棄を承認します。監査証跡だけが残ります。`,
      provision: 'delegation',
      steps: ['廃棄リストを読み、除くものがあれば理由を付けて除き、承認します。承認の後は、元に戻せません。'],
      pages: ['/disposals', '/disposals/{disposalId}'],
    },
    {
      id: 'rule-renewal',
      title: '要領が改正されたとき',
      what: '改正後の要領により、有効な許可をあらためて確認します。',
      provision: 'obligations',
      steps: [
        `従前の要領の版を選び、理由を記入して「再確認を依頼する」を押すと、所管の${roles.manager.title}に依頼が届きます。`,
      ],
      pages: ['/rule-renewal'],
    },
  ],
});

const officeBook = ({ roles, title }: Regulation, s: Settings): Handbook => ({
  name: '統括部門・担当者の手引',
  reader: `${roles.chief.title}の部門の職員と、各課の担当者`,
  procedures: [
    {
      id: 'consultation',
      title: '事前協議を記録する',
      what: '申請の前に、保守事業者と協議した内容を記録します。記録があると、保守事業者が申請を始められます。',
      provision: 'application',
      steps: [
        'システム・保守事業者・契約・期間と、協議した日・内容を入力します。一覧にない保守事業者は、先に統括部門に登録を依頼してください。記録すると、事業者の担当者に申請の案内がメールで届きます。',
      ],
      pages: ['/consultations', '/consultations/new'],
    },
    {
      id: 'paper',
      title: '紙による決定を記録する',
      what: '紙で行った確認、承認及び補正の期限を過ぎた申請の判断を、決裁の日・決裁者・原本の所在とともに、そのとおりに記録します。',
      provision: 'application',
      steps: [
        '原本を見ながら入力します。記録した人の氏名も残ります。',
        '不承認のときは、理由を原本のとおりに入力します。',
      ],
      pages: ['/applications/{caseId}/paper-decision'],
    },
    {
      id: 'register',
      title: '課・システム・職員・保守事業者を登録する',
      what: '手続に関わる課・システム・人を登録します。権限に関わるものは登録伺いとなり、別の人が確認して効力をもちます。',
      provision: 'delegation',
      steps: [
        '課とシステムを登録し、職員を登録してから、役職に就任させます。',
        '役職には、本人と代決者を登録してください。代決者がいないと、本人の不在の間、手続が止まります。',
        '保守事業者の担当者は、メールアドレスを確かめてから登録します。退職などのときは、その日に終了させます。',
      ],
      pages: [
        ...['/registrations', '/registrations/section', '/registrations/system', '/registrations/person'],
        ...['/registrations/vendor', '/vendors/{vendorId}', '/vendors/{vendorId}/contact', '/directory'],
      ],
    },
    {
      id: 'transfer',
      title: '人事異動をまとめて登録する',
      what: '4月1日などの異動を一つの一覧で準備し、一度の確認で反映します。',
      until: `異動の日の前に確認を受けてください。確認されない伺いは、${s.proposalValidDays}日で期限切れになります。`,
      provision: 'delegation',
      steps: [
        `表計算ソフトで作った一覧（${TRANSFER_COLUMNS.join('、')}の順）を貼り付け、理由を入力して「登録伺いを作成する」を押します。職員は、先に登録してください。`,
        '確認を受けると、異動の日に効力をもちます。未処理の依頼は後任に届き、前任のリンクでは決定できなくなります。',
      ],
      pages: ['/proposals/new', '/proposals', '/proposals/{proposalId}'],
    },
    {
      id: 'settings',
      title: '設定を変える',
      what: `${title}に定めのない細目（日数・通知の文言・解釈など）を定めます。だれが・いつ・なぜ変えたかが残ります。`,
      provision: 'delegation',
      steps: [
        `「設定」の「一覧」で、今の値と最初の値を見比べられます。変える項目のあるまとまりを開き、項目と理由を入力します。${roles.chief.title}又はその代決者が確認したときから、新しい設定になります。`,
        '「申請の決定・補正」は、決定・回答の目標日数、督促と代決者・統括部門への連絡の時期、メールのリンクの有効日数、補正の期限、確認した者が承認もしてよいか、変更届の承認を定めます。',
        '「許可の期間・再確認」は、継続の案内を送る時期、通常の許可の月数、再確認の間隔を定めます。',
        '「作業申請・作業報告」は、作業申請の期限と回答の日数、緊急の作業の届出、作業報告の期限と督促、接続ログとの照合で認める時刻のずれを定めます。',
        '「指示・是正命令・取消」は、指示・命令の履行の期限と弁明の期限（通常の日数と、最も短い日数）、停止の終わりを確かめる時期を定めます。',
        '「違反の候補・要領の解釈」は、どのようなことを違反の候補とするかと、要領の解釈（根拠とする文書を付けて）を定めます。',
        '「月次利用状況報告」は、報告の期限、督促と報告の指示の案を作る時期、差し戻したときの再提出の期限を定めます。',
        '「通知書・公印」は、疑義の申出の文言と日数、公印を省略するか、公印を押す文書を定めます。',
        '「統括部門・休日・保存」は、統括部門の課、職員のメールアドレスのドメイン、市独自の休日、登録伺いの有効日数、自動の処理を始める時刻、文書の保存年数を定めます。',
        '「変更の履歴」で、だれが・いつ・なぜ変えたかを確かめられます。',
      ],
      pages: ['/settings', '/directory-trail'],
    },
    {
      id: 'disposal',
      title: '廃棄リストを準備する',
      what: `保存期間（${s.retentionYears}年）を過ぎた案件を一覧にし、${roles.chief.title}に廃棄の承認を求めます。`,
      provision: 'delegation',
      steps: [
        `廃棄リストは、毎年度の最初の開庁日に自動で作られ、${roles.chief.title}に承認の依頼が届きます。引き続き保存する案件は、理由を記入して「除外する」を押します。年度の途中は、「保存期間が満了した案件を探す」で作ります。`,
      ],
      pages: ['/disposals', '/disposals/{disposalId}'],
    },
  ],
});

/** The handbooks of a city: by its rule as of a day, and its settings. */
export const handbooks = (rule: Regulation, settings: Settings): Readonly<Record<Book, Handbook>> => ({
  vendor: vendorBook(rule, settings),
  manager: managerBook(rule, settings),
  chief: chiefBook(rule, settings),
  office: officeBook(rule, settings),
});
