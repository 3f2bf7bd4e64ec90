import { type Problem, type Refusal, refused } from './errors.ts';

/** Refusals that several acts give: each code with its sentence once. What only one act can say stands beside that act. */

export const NOT_FOUND = refused('not-found', 'not-found', '見つかりません');

/** What is answered of a case whose retention is over, and instead of everything that would be done to it. */
export const ERASED = refused(
  'gone',
  'erased',
  'この案件の記録は、保存期間が満了したため廃棄されました。監査証跡（日時・決定・照合値）だけが残っています',
);

export const NO_PERMIT = refused('conflict', 'no-permit', 'この申請は、許可の通知がされていません（第5条）');

export const CHANGED_SINCE_SHOWN = refused(
  'conflict',
  'changed-since-shown',
  '表示した後に内容が変わりました。最新の内容を読み直してから回答してください',
);

/** Of what was typed: where, and what is wrong with it. */
export const invalid = (code: string, problems: readonly Problem[]): Refusal =>
  refused('invalid', code, '入力内容に誤りがあります', problems);
