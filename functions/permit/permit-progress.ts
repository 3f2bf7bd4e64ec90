import type { AnyPermitView } from '../../core/permit/views.ts';
import { jstDay, jstTime, wareki } from '../ui/dates.ts';

/** Where a permit stands and what comes next, in one or two sentences. */
export const nextOfPermit = (view: AnyPermitView): string => {
  const { period, status, suspension, revocation, overOn } = view;
  const sentences: Readonly<Record<string, string>> = {
    upcoming: `許可を通知しました。利用できるのは${wareki(period.from)}からです。`,
    active: `許可は有効です。${
      view.cutOffs > 0 ? '緊急接続停止の指示により、解除されるまで接続できません（第6条第6号）。' : ''
    }${view.partialStops.length > 0 ? '一部が停止されており、停止の範囲に当たる接続はできません（第8条）。' : ''}${wareki(period.to)}に期間が満了します。引き続き利用するときは、満了前に継続の申請が必要です。`,
    suspended: `許可は停止中です（第8条）。${suspendedUntil(suspension)}接続できません。`,
    revoked: `許可は取り消されました（第8条${revocation ? `、${revocation.documentNo}` : ''}）。接続できません。`,
    ended: `廃止の届出により、${overOn === undefined ? '' : `${wareki(overOn)}から`}許可は終了しています。接続できません。`,
    expired:
      overOn !== undefined && overOn <= period.to
        ? '保守事業者の許可が終わったことに伴い、許可は効力を失っています（第11条、第12条）。接続できません。'
        : `利用期間が満了し（${wareki(period.to)}）、許可は失効しています。接続できません。`,
  };
  const ending =
    view.ending !== undefined && overOn === undefined
      ? `廃止届により、${wareki(view.ending.lastDay)}の翌日0時に終了します。`
      : '';
  return `${sentences[status] ?? ''}${ending}`;
};

const suspendedUntil = (suspension: AnyPermitView['suspension']): string => {
  if (suspension?.until === undefined) return '解除の通知があるまで、停止は続き、';
  return suspension.ends
    ? `停止は${wareki(suspension.until)}までです。同日の終わりまで、又は解除の通知があるまで、`
    : `停止の予定最終日は${wareki(suspension.until)}です。同日を過ぎても、解除の通知があるまで、停止は続き、`;
};

/** Where an order stands (第7条, 第8条). */
export const ORDER_STAGES: Readonly<Record<AnyPermitView['orders'][number]['stage'], string>> = {
  ordered: '履行期限まで是正を待っています',
  due: '履行したかどうかを判断します',
  disobeyed: '未履行と判断され、統括情報セキュリティ管理者に報告しました',
  reported: '統括情報セキュリティ管理者が報告を受領しました',
  sanctioned: '取消・停止の手続をしています',
  notified: '取消・停止を通知しました。効力の生ずる日から、通知書のとおりとなります',
};

export const suspendedSince = (view: AnyPermitView): string | undefined =>
  view.suspension &&
  `${
    view.suspension.effectiveOn === undefined
      ? jstDay(view.suspension.at)
      : wareki(view.suspension.effectiveOn)
  }から`;

/** 一部の停止 (第8条, docs/adr/0039): what, from when until when, by which notice. */
export const partialStopText = ({
  kindLabel,
  value,
  documentNo,
  from,
  until,
  ofParent,
}: AnyPermitView['partialStops'][number]): string =>
  `${kindLabel}　${value}　${jstTime(from)}から${until === undefined ? '解除されるまで' : `${wareki(until)}まで`}（${ofParent ? '保守事業者の許可の停止 ' : ''}${documentNo}）`;
