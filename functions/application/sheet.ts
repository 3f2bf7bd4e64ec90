import { html } from 'hono/html';
import {
  ANSWERS,
  APPLICATION_TYPES,
  FIRST_FORM,
  FORM_VERSIONS,
  GROUNDS,
  LINE_TYPES,
  PERSONAL_DATA,
  PROTOCOLS,
  type RecordedApplication,
} from '../../core/application/inputs.ts';
import { ATTACHMENT_KINDS, sizeText } from '../../core/attachment/attachments.ts';
import { CONTRACT_KINDS } from '../../core/directory/contract-fields.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { shortHash } from '../attachment/page.ts';
import { periodText, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { factsTable, paperPage, rowsTable } from '../ui/sheet.ts';
import { safeguardRows } from './details.ts';

export type ApplicationPaper = {
  readonly application: RecordedApplication;
  readonly regulation: Regulation;
  readonly caseNo: string;
  readonly rev: number;
  readonly systemName: string;
  readonly sectionName: string;
  /** 予め協議. */
  readonly consultation?:
    | { readonly heldOn: string; readonly cityStaff: string; readonly summary: string }
    | undefined;
  readonly back: { readonly href: string; readonly label: string };
};

/** 再委託者 applies through the vendor (第11条): who uses stands first, the vendor as the one through whom. */
const applicantLines = ({ subcontracting }: RecordedApplication): Html =>
  subcontracting === undefined
    ? html`<span>申請者</span>`
    : html`<span>申請者（再委託者）</span><span>${subcontracting.company}</span><span>申請を行う保守事業者</span>`;

const yesNo = (value: boolean): string => (value ? 'はい' : 'いいえ');
const optionalDate = (date: string | undefined): string | undefined => date && wareki(date);

/** 様式1「リモート接続申請書」 (第4条第1項), all fields in the order of the form. */
export const applicationPaper = (context: PageContext, view: ApplicationPaper): Html => {
  const { application: a, regulation } = view;
  return paperPage(context, {
    title: 'リモート接続申請書',
    back: view.back,
    body: html`<p>様式1（第${regulation.provisions.application}条関係）</p>
<h1>リモート接続申請書</h1>
<p class="paper-right">${wareki(a.appliedOn)}</p>
<p>（宛先）${regulation.city}　${regulation.roles.manager.title}（${view.sectionName}）</p>
<p class="paper-issuer">${applicantLines(a)}<span>〒${a.vendor.postalCode}　${a.vendor.address}</span><span>${a.vendor.name}</span><span>${a.vendor.representative.title}　${a.vendor.representative.name}</span></p>
<p class="paper-sentence">${regulation.title}第${regulation.provisions.application}条第1項の規定により、リモートメンテナンスの利用を、${a.subcontracting === undefined ? '' : `再委託者である${a.subcontracting.company}について、保守事業者を通じて（第11条）、`}次のとおり申請します。</p>
${applicant(view)}${connection(view)}${reasons(view)}${contracts(a)}${checklist(view)}${attachments(a)}${pledge(view)}${annex(a)}`,
  });
};

const person = (p: RecordedApplication['contactPerson']): string =>
  [[p.department, p.title, p.name].filter(Boolean).join('　'), `電話　${p.tel}`, `メール　${p.email}`].join(
    '\n',
  );

const applicant = ({ application: a, caseNo, rev, systemName, consultation }: ApplicationPaper): Html =>
  factsTable('申請者・対象', [
    ['申請区分', `${APPLICATION_TYPES[a.applicationType]}（受付番号 ${caseNo}　第${rev}版）`],
    ['従前の許可番号', a.previousPermitNo],
    ['申請日', wareki(a.appliedOn)],
    a.subcontracting === undefined ? undefined : ['利用する者', `${a.subcontracting.company}（再委託者）`],
    [a.subcontracting === undefined ? '名称' : '保守事業者の名称', `${a.vendor.name}\n（${a.vendor.kana}）`],
    ['法人番号', a.vendor.corporateNumber],
    ['所在地', `〒${a.vendor.postalCode}　${a.vendor.address}`],
    ['代表者', `${a.vendor.representative.title}　${a.vendor.representative.name}`],
    ['保守責任者', person(a.responsiblePerson)],
    ['連絡担当者', person(a.contactPerson)],
    ['緊急連絡先', `${a.emergencyContact.name}　電話　${a.emergencyContact.tel}`],
    [
      '事前協議',
      consultation &&
        `${wareki(consultation.heldOn)}　市の担当者　${consultation.cityStaff}\n${consultation.summary}`,
    ],
    ['対象システム', systemName],
    ['個人情報の取扱い', PERSONAL_DATA[a.personalDataHandled]],
  ]);

const connection = ({ application: a }: ApplicationPaper): Html =>
  html`${rowsTable(
    '接続先',
    ['ホスト名', 'IPアドレス', 'ポート', 'プロトコル'],
    a.targetHosts.map((host) => [host.host, host.ip, host.port, PROTOCOLS[host.protocol]]),
  )}${rowsTable(
    '接続元の作業場所',
    ['名称', '所在地', '市外'],
    a.originSites.map((site) => [site.name, site.address, yesNo(site.outsideCity)]),
  )}${factsTable('回線', [
    ['接続元IPアドレス', a.originIps.join('、')],
    ['回線種別', LINE_TYPES[a.lineType]],
  ])}${rowsTable(
    '専用端末',
    ['管理番号', 'OS', 'ウイルス対策ソフト', '本市専用'],
    a.terminals.map((terminal) => [
      terminal.assetNo,
      terminal.os,
      terminal.antivirus,
      yesNo(terminal.dedicated),
    ]),
  )}${factsTable('方式', [
    ['接続方法', a.connectionMethod],
    ['認証方法', a.authMethod],
  ])}${rowsTable(
    '作業者',
    ['氏名', 'フリガナ', '所属会社', '役割', '従事開始日', '従事終了日'],
    a.workers.map((w) => [w.name, w.kana, w.company, w.role, wareki(w.from), optionalDate(w.to)]),
  )}`;

/** 別紙: what the form's own columns have no place for; forms of the first version have none. */
const annex = (a: RecordedApplication): Html | '' => {
  const rows = [
    ...a.terminals.map(({ maker, model, serial, osUpdatedOn, patternOn }) => [
      ...[maker, model, serial, osUpdatedOn, patternOn],
    ]),
    ...a.workers.map(({ account, secrecyPledgedOn }) => [account, secrecyPledgedOn]),
    safeguardRows(a).map(([, text]) => text),
  ];
  if (a.formVersion === undefined && rows.flat().every((text) => text === undefined)) return '';
  return html`<h2 class="paper-annex">別紙　接続環境等明細書</h2>
<p>様式1の版　${a.formVersion === undefined ? FIRST_FORM : FORM_VERSIONS[a.formVersion]}</p>
${rowsTable(
  '専用端末の明細',
  [...['管理番号', 'メーカー', '型番', '製造番号'], ...['OSの更新の日', 'パターンの日付']],
  a.terminals.map(({ assetNo, maker, model, serial, osUpdatedOn, patternOn }) => [
    ...[assetNo, maker, model, serial, optionalDate(osUpdatedOn), optionalDate(patternOn)],
  ]),
)}${rowsTable(
  '作業者のアカウント及び守秘誓約',
  ['氏名', 'アカウント', '守秘誓約の日'],
  a.workers.map(({ name, account, secrecyPledgedOn }) => [name, account, optionalDate(secrecyPledgedOn)]),
)}${factsTable('緊急時の切断及び終了時の措置', safeguardRows(a))}`;
};

const reasons = ({ application: a }: ApplicationPaper): Html =>
  html`${factsTable('利用の理由と内容', [
    ['申請の根拠', GROUNDS[a.ground]],
    ['利用目的', a.purpose],
    ['見込まれる効果（迅速化）', a.expectedEffect.speed],
    ['見込まれる効果（経費の抑制）', a.expectedEffect.cost],
  ])}${rowsTable(
    '他自治体等での実績',
    ['団体名', '年', 'システム名'],
    a.trackRecord.map((record) => [record.body, `${record.year}年`, record.system]),
  )}${factsTable('予定する作業・利用期間', [
    ['作業の種類', a.plannedWork.kinds],
    ['作業の頻度', a.plannedWork.frequency],
    ['作業の時間帯', a.plannedWork.hours],
    ['利用期間', periodText(a.period)],
  ])}`;

const contracts = ({ contract, subcontracting }: RecordedApplication): Html =>
  html`${factsTable('契約', [
    ['契約名', contract.name],
    ['契約番号', contract.number],
    ['契約期間', periodText(contract)],
    ['契約の種類', CONTRACT_KINDS[contract.kind]],
    ['秘密保持条項', contract.confidentialityClause ? '有' : '無'],
  ])}${factsTable(
    '再委託',
    subcontracting === undefined
      ? [['再委託', 'なし']]
      : [
          ['保守事業者の許可番号', subcontracting.parentPermitNo ?? 'なし（保守事業者は接続しない）'],
          ['再委託者', subcontracting.company],
          ['再委託承諾の文書番号', subcontracting.cityConsentNo],
        ],
  )}`;

const checklist = ({ application, regulation }: ApplicationPaper): Html => {
  // A paper reads as it was handed in: the first version of the form had another word.
  const attached = application.formVersion === undefined ? '確認資料' : '添付資料等';
  return rowsTable(
    `${regulation.checklistName}（適合状況）`,
    ['項目', '内容', '適否', `説明・${attached}`],
    regulation.checklist.map((item) => {
      const answer = application.checklist.find((entry) => entry.item === item.id);
      return [
        item.id,
        `${item.text}${item.remark === undefined ? '' : `（${item.remark}）`}`,
        answer && ANSWERS[answer.answer],
        answer &&
          [
            answer.statement,
            answer.evidence && `${attached}：${answer.evidence}`,
            answer.exceptionReason && `例外の理由：${answer.exceptionReason}`,
            answer.exceptionReviewOn && `例外の見直し日：${wareki(answer.exceptionReviewOn)}`,
          ]
            .filter(Boolean)
            .join('\n'),
      ];
    }),
  );
};

const attachments = (application: RecordedApplication): Html =>
  rowsTable(
    '添付資料',
    ['種類', '名称', '大きさ', 'SHA-256（先頭12桁）'],
    (application.attachments ?? []).map(({ kind, name, size, sha256 }) => [
      ATTACHMENT_KINDS[kind],
      name,
      sizeText(size),
      shortHash(sha256),
    ]),
  );

const pledge = ({ application: a, regulation }: ApplicationPaper): Html =>
  factsTable('誓約・備考', [
    [
      '誓約',
      `第${regulation.provisions.obligations}条の遵守事項を守ることを誓約します：${yesNo(a.pledge.accepted)}（${wareki(regulation.effectiveFrom)}施行の要領）`,
    ],
    ['備考', a.remarks],
  ]);
