import { html } from 'hono/html';
import {
  ANSWERS,
  APPLICATION_TYPES,
  type Application,
  type ChecklistAnswer,
  FIRST_FORM,
  FORM_VERSIONS,
  GROUNDS,
  LINE_TYPES,
  PERSONAL_DATA,
  PROTOCOLS,
  type RecordedApplication,
} from '../../core/application/inputs.ts';
import { CONTRACT_KINDS } from '../../core/directory/contract-fields.ts';
import type { ChecklistItem, Regulation } from '../../core/regulation/regulation.ts';
import { attachmentTable } from '../attachment/page.ts';
import { type Content, dataTable, definitionList, hiddenText, multiline } from '../ui/components.ts';
import { periodText, wareki } from '../ui/dates.ts';
import type { Html } from '../ui/layout.ts';
import { type Section, sectionsOf } from './sections.ts';

/** Everything that stands in an application, to read on a screen, in the sections of 様式1: headings, each to be opened. */
export const applicationDetails = (
  application: RecordedApplication,
  regulation: Regulation,
  {
    caseId,
    systemName,
    open = false,
  }: { readonly caseId: string; readonly systemName: string; readonly open?: boolean },
): Html =>
  html`${sectionsOf(regulation).map(
    (section) =>
      html`<details class="part"${open ? html` open` : ''}><summary><h3>${section.items && `${regulation.checklistName}　`}${section.title}</h3></summary>${sectionDetails(section, application, { regulation, caseId, systemName })}</details>`,
  )}`;

/** What one section says. Without a case there is nothing to download yet. */
export const sectionDetails = (
  section: Section,
  application: RecordedApplication,
  known: {
    readonly regulation: Regulation;
    readonly systemName: string;
    readonly caseId: string | undefined;
  },
): Content =>
  section.items
    ? checklistTable(application, known.regulation, section.items)
    : BODIES[section.id](application, known);

type Known = Parameters<typeof sectionDetails>[2];
const BODIES: Readonly<
  Record<Exclude<Section['id'], `checklist-${number}`>, (a: RecordedApplication, known: Known) => Content>
> = {
  basics: (a) => basics(a),
  applicant: (a) => applicant(a),
  contacts: (a) => contacts(a),
  contract: (a, { systemName }) => contract(a, systemName),
  targets: (a) => targets(a),
  origin: (a) => origin(a),
  terminals: (a) => terminals(a),
  work: (a) => work(a),
  ground: (a) => ground(a),
  attachments: (a, { caseId }) => [
    attachmentTable(caseId, a.attachments),
    definitionList([['備考', a.remarks && multiline(a.remarks)]]),
  ],
  pledge: (a, { regulation }) =>
    definitionList([
      [
        '誓約',
        a.pledge.accepted &&
          `第${regulation.provisions.obligations}条の遵守事項を守ることを誓約（要領の版 ${a.pledge.ruleVersion}）`,
      ],
    ]),
};

/** The answers to these items, one row each, 例外 and 不適 marked. */
const checklistTable = (application: Application, regulation: Regulation, ids: readonly string[]): Html =>
  dataTable(
    { text: `${regulation.checklistName}の回答`, columns: 'answers' },
    ['項目', '回答', '説明・添付資料等'],
    regulation.checklist
      .filter(({ id }) => ids.includes(id))
      .map((item) =>
        checklistRow(
          item,
          application.checklist.find((answer) => answer.item === item.id),
        ),
      ),
  );

const checklistRow = (item: ChecklistItem, answer: ChecklistAnswer | undefined): readonly Content[] => [
  html`${item.id} ${item.text}${item.remark && `（${item.remark}）`}`,
  answer && html`<span class="tag ${ANSWER_TONES[answer.answer]}">${ANSWERS[answer.answer]}</span>`,
  answer && [
    answer.statement && html`<p>${multiline(answer.statement)}</p>`,
    answer.evidence && html`<p>添付資料等：${answer.evidence}</p>`,
    answer.exceptionReason && html`<p>例外とする理由：${multiline(answer.exceptionReason)}</p>`,
    answer.exceptionReviewOn && html`<p>例外を見直す日：${wareki(answer.exceptionReviewOn)}</p>`,
  ],
];
const ANSWER_TONES = { conforming: 'good', nonconforming: 'bad', exception: 'attention' } as const;

/** The version of the form on which it was filled in. */
const formText = ({ formVersion }: Application): string =>
  formVersion === undefined ? FIRST_FORM : FORM_VERSIONS[formVersion];

/** What is done in an emergency and at the end, as whoever decides reads it. */
export const safeguardRows = ({
  emergencyCutOff,
  atEnd,
}: Pick<Application, 'emergencyCutOff' | 'atEnd'>): readonly (readonly [string, string | undefined])[] => [
  ['緊急時の切断の方法', emergencyCutOff?.method],
  ['緊急時に切断する者', emergencyCutOff?.by],
  ['終了時のアカウントの措置', atEnd?.accounts],
  ['終了時のデータの措置', atEnd?.data],
];

const basics = (a: Application): Html =>
  definitionList([
    ['申請区分', APPLICATION_TYPES[a.applicationType]],
    ['従前の許可番号', a.previousPermitNo],
    ['申請日', wareki(a.appliedOn)],
    ['様式の版', formText(a)],
  ]);

const applicant = ({ vendor, subcontracting }: Application): Html =>
  definitionList([
    ['申請者', lines(vendor.name, vendor.kana)],
    ['法人番号', vendor.corporateNumber],
    ['所在地', `〒${vendor.postalCode} ${vendor.address}`],
    ['代表者', `${vendor.representative.title} ${vendor.representative.name}`],
    ['再委託者（第11条）', subcontracting?.company ?? 'なし'],
    ['保守事業者の許可番号', subcontracting?.parentPermitNo],
    ['再委託を承諾した文書の番号', subcontracting?.cityConsentNo],
  ]);

const contacts = ({ responsiblePerson, contactPerson, emergencyContact }: Application): Html =>
  definitionList([
    ['保守責任者', person(responsiblePerson)],
    ['連絡担当者', person(contactPerson)],
    ['緊急連絡先', `${emergencyContact.name}（電話 ${emergencyContact.tel}）`],
  ]);

const person = (p: Application['contactPerson']): Html =>
  lines(`${p.department} ${p.title ?? ''} ${p.name}`.replace(/ {2}/g, ' '), `電話 ${p.tel}`, p.email);

const contract = (a: Application, systemName: string): Html =>
  definitionList([
    ['対象システム', systemName],
    ['個人情報の取扱い', PERSONAL_DATA[a.personalDataHandled]],
    ['利用期間', periodText(a.period)],
    ['契約名', a.contract.name],
    ['契約番号', a.contract.number],
    ['契約期間', periodText(a.contract)],
    ['契約の種類', CONTRACT_KINDS[a.contract.kind]],
    ['秘密保持条項', a.contract.confidentialityClause ? 'あり' : 'なし'],
  ]);

const targets = (a: Application): Content => [
  dataTable(
    { text: '接続先', visible: true },
    ['ホスト名', 'IPアドレス', 'ポート番号', 'プロトコル'],
    a.targetHosts.map((target) => [target.host, target.ip, target.port, PROTOCOLS[target.protocol]]),
  ),
  definitionList([
    ['接続方法', multiline(a.connectionMethod)],
    ['認証方法', multiline(a.authMethod)],
    ...safeguardRows(a).map(([label, text]) => [label, text && multiline(text)] as const),
  ]),
];

const origin = (a: Application): Content => [
  dataTable(
    { text: '接続元の作業場所', visible: true },
    ['名称', '所在地', '市外（1-1）'],
    a.originSites.map((site) => [site.name, site.address, truth(site.outsideCity)]),
  ),
  definitionList([
    ['接続元のIPアドレス', lines(...a.originIps)],
    ['回線種別', LINE_TYPES[a.lineType]],
  ]),
];

const terminals = (a: Application): Content =>
  dataTable(
    { text: '専用端末', visible: true },
    ['管理番号', 'メーカー・型番・製造番号', 'OS', 'ウイルス対策ソフト', '本市専用（3-1）'],
    a.terminals.map((terminal) => [
      terminal.assetNo,
      lines(...given(terminal.maker, terminal.model, terminal.serial)),
      lines(terminal.os, ...given(terminal.osUpdatedOn && `更新 ${wareki(terminal.osUpdatedOn)}`)),
      lines(terminal.antivirus, ...given(terminal.patternOn && `パターン ${wareki(terminal.patternOn)}`)),
      truth(terminal.dedicated),
    ]),
  );

const work = (a: Application): Content => [
  dataTable(
    { text: '作業者', visible: true },
    ['氏名', '所属会社', '役割', 'アカウント・守秘誓約', '従事期間'],
    a.workers.map((worker) => [
      lines(worker.name, worker.kana),
      worker.company,
      worker.role,
      lines(...given(worker.account, worker.secrecyPledgedOn && `誓約 ${wareki(worker.secrecyPledgedOn)}`)),
      worker.to === undefined
        ? `${wareki(worker.from)}から`
        : periodText({ from: worker.from, to: worker.to }),
    ]),
  ),
  definitionList([
    ['作業の種類', multiline(a.plannedWork.kinds)],
    ['作業の頻度', a.plannedWork.frequency],
    ['作業の時間帯', a.plannedWork.hours],
  ]),
];

const ground = (a: Application): Content => [
  definitionList([
    ['申請の根拠', GROUNDS[a.ground]],
    ['利用目的', multiline(a.purpose)],
    ['保守対応の迅速化（1-2）', a.expectedEffect.speed && multiline(a.expectedEffect.speed)],
    ['保守経費の抑制（1-3）', a.expectedEffect.cost && multiline(a.expectedEffect.cost)],
  ]),
  a.trackRecord.length > 0 &&
    dataTable(
      { text: '他自治体等での実績（1-4）', visible: true },
      ['団体名', '開始した年', 'システム名'],
      a.trackRecord.map((record) => [record.body, `${record.year}年`, record.system]),
    ),
];

const truth = (value: boolean): Content =>
  value ? 'はい' : html`<strong>いいえ</strong>${hiddenText('（要確認）')}`;

const given = (...texts: readonly (string | undefined)[]): readonly string[] =>
  texts.flatMap((text) => (text === undefined || text === '' ? [] : [text]));

const lines = (...texts: readonly string[]): Html => multiline(texts.join('\n'));
