import { asksForAnnex } from '../../core/application/form-version.ts';
import { applicationSchema } from '../../core/application/inputs.ts';
import type { Content } from '../ui/components.ts';
import { columns, fieldGroup } from '../ui/form-controls.ts';
import { fieldsOf, type OwnField } from '../ui/form-fields.ts';
import type { Html } from '../ui/layout.ts';
import { type RowsView, repeated } from './form-grounds.ts';
import type { ApplicationFormView } from './form-view.ts';

/** The sections of 様式1 on where from, where to, with what and by whom. */

const field = fieldsOf(applicationSchema);

/** A field that the second version of the form asks for; on a form of the first one it may be left out. */
const asked = (view: RowsView, path: string, own: OwnField = {}): Html =>
  field(view, path, { ...own, required: asksForAnnex(view.content) });

export const targetFields = (view: RowsView): Content =>
  repeated(
    view,
    {
      path: 'targetHosts',
      legend: '接続先',
      row: '接続先',
      hint: '市のサーバーや機器を、1件以上入力してください。',
    },
    (path) => [
      columns(field(view, `${path}.host`), field(view, `${path}.ip`)),
      columns(
        field(view, `${path}.port`, { width: 'short' }),
        field(view, `${path}.protocol`, { inline: true }),
      ),
    ],
  );

/** 接続元・回線 of 様式1, and of a 変更届. */
export const originFields = (view: RowsView): Content => [
  repeated(
    view,
    { path: 'originSites', legend: '接続元の作業場所', row: '作業場所', hint: '1件以上入力してください。' },
    (path) => [
      field(view, `${path}.name`),
      field(view, `${path}.address`),
      field(view, `${path}.outsideCity`, { label: '市外にありますか（別表1 1-1）' }),
    ],
  ),
  repeated(
    view,
    {
      path: 'originIps',
      legend: '接続元のIPアドレス',
      row: 'IPアドレス',
      hint: '1件以上入力してください。例 192.0.2.10、192.0.2.0/28',
      simple: true,
    },
    (path, label) => field(view, path, { label, width: 'medium' }),
  ),
  field(view, 'lineType', { inline: true }),
];

export const terminalFields = (view: RowsView): Content =>
  repeated(
    view,
    { path: 'terminals', legend: '専用端末', row: '専用端末', hint: '1台以上入力してください。' },
    (path) => [
      columns(field(view, `${path}.assetNo`), field(view, `${path}.os`), field(view, `${path}.antivirus`)),
      field(view, `${path}.dedicated`, { label: '本市専用の端末ですか（別表1 3-1）' }),
      columns(asked(view, `${path}.maker`), asked(view, `${path}.model`), asked(view, `${path}.serial`)),
      columns(asked(view, `${path}.osUpdatedOn`), asked(view, `${path}.patternOn`)),
    ],
  );

export const methodFields = (view: RowsView): Content => [
  field(view, 'connectionMethod'),
  field(view, 'authMethod'),
];

/** 緊急時の切断・終了時の措置 of 様式1, and of a 変更届. */
export const safeguardFields = (view: RowsView): Content => [
  fieldGroup(
    view,
    {
      path: 'emergencyCutOff',
      legend: '緊急時の切断',
      hint: '市から指示があったとき、又は異常に気付いたときに、接続を直ちに切断する方法及び切断する者',
    },
    [asked(view, 'emergencyCutOff.method'), asked(view, 'emergencyCutOff.by')],
  ),
  fieldGroup(
    view,
    {
      path: 'atEnd',
      legend: '終了時の措置',
      hint: '利用が終わったとき、又は許可が取り消されたときに、アカウントとデータをどうするか',
    },
    [asked(view, 'atEnd.accounts'), asked(view, 'atEnd.data')],
  ),
];

export const workSection = (view: ApplicationFormView): Content => [
  workerFields(view),
  fieldGroup(view, { path: 'plannedWork', legend: '予定する作業' }, [
    field(view, 'plannedWork.kinds'),
    columns(field(view, 'plannedWork.frequency'), field(view, 'plannedWork.hours')),
  ]),
];

export const workerFields = (view: RowsView): Content =>
  repeated(
    view,
    { path: 'workers', legend: '作業者', row: '作業者', hint: '接続する人を全員入力してください。' },
    (path) => [
      columns(field(view, `${path}.name`), field(view, `${path}.kana`)),
      columns(field(view, `${path}.company`), field(view, `${path}.role`)),
      columns(field(view, `${path}.from`), field(view, `${path}.to`)),
      columns(asked(view, `${path}.account`), asked(view, `${path}.secrecyPledgedOn`)),
    ],
  );
