import { z } from 'zod';
import { Unusable } from './data-directory.ts';
import { sqliteCode } from './sqlite-errors.ts';

/** What keeps a program from its work, as a sentence for whoever started it. */

const systemError = z.object({
  code: z.string(),
  syscall: z.string().optional(),
  path: z.string().optional(),
  port: z.number().optional(),
  address: z.string().optional(),
  hostname: z.string().optional(),
});

const FILE: Readonly<Record<string, string>> = {
  EROFS: '読取り専用のため、書き込めません',
  EACCES: '書き込む権限がありません。持ち主と権限を確かめてください',
  EPERM: '権限を改められません。持ち主を確かめてください',
  ENOTDIR: 'フォルダではありません',
  EEXIST: 'フォルダではありません',
  ENOENT: '見つかりません',
  ENOSPC: 'ディスクに空きがないため、書き込めません',
  EDQUOT: 'ディスクの割当てを使い切ったため、書き込めません',
  EFBIG: '書き込める大きさの上限に達しました',
  EIO: '読み書きに失敗しました。ディスクを確かめてください',
};

const LISTEN: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'ほかのプログラムが使用しています。PORT で別の番号を指定するか、そのプログラムを終了してください',
  EACCES: '使用する権限がありません。PORT で 1024 以上の番号を指定してください',
  EADDRNOTAVAIL: 'このパソコンのアドレスではありません。--host を確かめてください',
  EAFNOSUPPORT: 'このパソコンでは使用できないアドレスです。--host を確かめてください',
};

/** https://www.sqlite.org/rescode.html */
const DATABASE: Readonly<Record<number, string>> = {
  5: 'ほかのプログラムが使用しています',
  8: '読取り専用のため、書き込めません',
  10: '読み書きに失敗しました。ディスクの空きと状態を確かめてください',
  11: '壊れています。バックアップから戻してください（docs/self-hosting.md）',
  13: 'ディスクに空きがないため、書き込めません',
  14: '開けません。持ち主と権限を確かめてください',
  26: 'データベースではありません。DATA_DIR を確かめてください',
};

const sentenceOf = (error: unknown): string | undefined => {
  if (error instanceof Unusable) return error.message;
  const database = DATABASE[sqliteCode(error) ?? 0];
  if (database !== undefined) return `データベース（permits.sqlite）：${database}`;
  const { data } = systemError.safeParse(error);
  if (data?.syscall === 'listen' || data?.syscall === 'bind') {
    const sentence = LISTEN[data.code];
    return sentence && `${data.address ?? ''}:${data.port ?? ''}：${sentence}`;
  }
  if (data?.syscall === 'getaddrinfo')
    return `--host ${data.hostname ?? ''}：この名前のアドレスが見つかりません`;
  const sentence = FILE[data?.code ?? ''];
  return sentence && `${data?.path ?? 'ファイル'}：${sentence}`;
};

/** A sentence where there is one, of the error or of what caused it; otherwise all that is known, for whoever mends it. */
export const failureText = (error: unknown): string => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const sentence = sentenceOf(cause);
    if (sentence !== undefined) return sentence;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
