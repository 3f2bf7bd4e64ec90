import { LINE_TYPES, PROTOCOLS } from '../../core/application/inputs.ts';
import type { Content } from '../ui/components.ts';
import {
  columns,
  dateField,
  fieldGroup,
  radioGroup,
  textArea,
  textField,
  yesNo,
} from '../ui/form-controls.ts';
import { type RowsView, repeated } from './form-lists.ts';
import type { ApplicationFormView } from './form-view.ts';

/** The sections of 様式1 on where from, where to, with what and by whom. */

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
      columns(
        textField(view, { path: `${path}.host`, label: 'ホスト名', required: true, hint: '例 ap01' }),
        textField(view, { path: `${path}.ip`, label: 'IPアドレス', required: true, hint: '例 10.1.2.3' }),
      ),
      columns(
        textField(view, {
          path: `${path}.port`,
          label: 'ポート番号',
          required: true,
          type: 'number',
          inputMode: 'numeric',
          width: 'short',
        }),
        radioGroup(view, {
          path: `${path}.protocol`,
          label: 'プロトコル',
          required: true,
          options: PROTOCOLS,
          inline: true,
        }),
      ),
    ],
  );

/** 接続元・回線 of 様式1, and of a 変更届. */
export const originFields = (view: RowsView): Content => [
  repeated(
    view,
    { path: 'originSites', legend: '接続元の作業場所', row: '作業場所', hint: '1件以上入力してください。' },
    (path) => [
      textField(view, {
        path: `${path}.name`,
        label: '名称',
        required: true,
        hint: '例 札幌サポートセンター',
      }),
      textField(view, { path: `${path}.address`, label: '所在地', required: true }),
      yesNo(view, { path: `${path}.outsideCity`, label: '市外にありますか（別表1 1-1）', required: true }),
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
    (path, label) => textField(view, { path, label, required: true, width: 'medium' }),
  ),
  radioGroup(view, {
    path: 'lineType',
    label: '回線種別',
    required: true,
    options: LINE_TYPES,
    inline: true,
  }),
];

export const terminalFields = (view: RowsView): Content =>
  repeated(
    view,
    { path: 'terminals', legend: '専用端末', row: '専用端末', hint: '1台以上入力してください。' },
    (path) => [
      columns(
        textField(view, { path: `${path}.assetNo`, label: '管理番号', required: true, hint: '例 PC-001' }),
        textField(view, { path: `${path}.os`, label: 'OS', required: true, hint: '名称と版' }),
        textField(view, {
          path: `${path}.antivirus`,
          label: 'ウイルス対策ソフト',
          required: true,
          hint: '名称と版',
        }),
      ),
      yesNo(view, { path: `${path}.dedicated`, label: '本市専用の端末ですか（別表1 3-1）', required: true }),
    ],
  );

export const methodFields = (view: RowsView): Content => [
  textArea(view, {
    path: 'connectionMethod',
    label: '接続方法',
    required: true,
    hint: '端末から接続先までの経路と方式',
  }),
  textArea(view, {
    path: 'authMethod',
    label: '認証方法',
    required: true,
    hint: '利用者と端末を確かめる方法（多要素認証、証明書など）',
  }),
];

export const workSection = (view: ApplicationFormView): Content => [
  workerFields(view),
  fieldGroup(view, { path: 'plannedWork', legend: '予定する作業' }, [
    textArea(view, {
      path: 'plannedWork.kinds',
      label: '作業の種類',
      required: true,
      hint: '例 障害対応、設定の確認、月次の点検',
    }),
    columns(
      textField(view, {
        path: 'plannedWork.frequency',
        label: '作業の頻度',
        required: true,
        hint: '例 月1回程度',
      }),
      textField(view, {
        path: 'plannedWork.hours',
        label: '作業の時間帯',
        required: true,
        hint: '例 平日 9時から17時まで',
      }),
    ),
  ]),
];

export const workerFields = (view: RowsView): Content =>
  repeated(
    view,
    { path: 'workers', legend: '作業者', row: '作業者', hint: '接続する人を全員入力してください。' },
    (path) => [
      columns(
        textField(view, { path: `${path}.name`, label: '氏名', required: true, hint: '例 山田 太郎' }),
        textField(view, { path: `${path}.kana`, label: 'フリガナ', required: true, hint: '全角カタカナ' }),
      ),
      columns(
        textField(view, { path: `${path}.company`, label: '所属会社', required: true }),
        textField(view, { path: `${path}.role`, label: '役割', required: true }),
      ),
      columns(
        dateField(view, { path: `${path}.from`, label: '従事開始日', required: true }),
        dateField(view, { path: `${path}.to`, label: '従事終了日', hint: '決まっているときだけ' }),
      ),
    ],
  );
