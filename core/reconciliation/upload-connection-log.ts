import { type OfferedUpload, offerForm, type UploadWish } from '../attachment/attach-file.ts';
import { fileName, isFileId } from '../attachment/attachments.ts';
import type { Caller } from '../directory/caller.ts';
import { seePermit } from '../permit/section-act.ts';
import type { Files, Ports } from '../store/ports.ts';
import { accepted, type Outcome, type Problem, refused } from '../values/errors.ts';
import { fileHash } from '../values/hash.ts';
import type { LogJudge, LogLook } from './judge-log.ts';
import { loadSavedMapping } from './log-mapping-store.ts';
import type { Log } from './reconcile-log.ts';

/**
 * A log on its way (ADR 14): it goes past the handlers to where files are received, is read there when it is reconciled,
 * and is then removed. The log itself is not kept: it stays with the city or its gateway (G17).
 */

export const MAX_LOG_MEGABYTES = 5;
const MAX_LOG_BYTES = MAX_LOG_MEGABYTES * 1024 * 1024;
/** Somewhat larger ones come in, for us to say in words what is wrong with them. */
const MAX_RECEIVED_BYTES = 3 * MAX_LOG_BYTES;

type LogPorts = Pick<Ports, 'store' | 'ids'> & { readonly files: Files };

/** The permit stands in the id of an upload: a log that was sent for one is no other's. */
const areaOf = (caseId: string): string => `logs/${caseId}`;
const uploadOf = (caseId: string, fileId: string): string => `${areaOf(caseId)}/${fileId}`;

/** Changes nothing. */
export const offerLogUpload =
  (ports: LogPorts) =>
  async (caller: Caller, caseId: string, wish: UploadWish): Promise<Outcome<OfferedUpload>> => {
    const seen = await seePermit(ports, caller, caseId);
    return seen.ok ? offerForm(ports, areaOf(caseId), MAX_RECEIVED_BYTES, wish) : seen;
  };

/** The log that came by the form, not yet read as one. */
export const receivedLog =
  (ports: Omit<LogPorts, 'ids'>) =>
  async (caller: Caller, caseId: string, fileId: string): Promise<Outcome<Log>> => {
    const seen = await seePermit(ports, caller, caseId);
    if (!seen.ok) return seen;
    const received = isFileId(fileId) ? await ports.files.received(uploadOf(caseId, fileId)) : undefined;
    if (!received)
      return refused(
        'conflict',
        'log-not-received',
        '接続ログを受け取っていません。もう一度選んで送信してください',
      );
    const problems = problemsOf(received.name, received.size);
    if (problems.length > 0) return refused('invalid', 'log-refused', problems[0]?.message ?? '', problems);
    return accepted(logOf(await received.read(), 'file', received.name.trim()));
  };

/** A log of a few lines, pasted. */
export const pastedLog = (text: string): Log => logOf(new TextEncoder().encode(text), 'text');

const logOf = (bytes: Uint8Array, kind: Log['kind'], name?: string): Log => ({
  bytes,
  sha256: fileHash(bytes),
  kind,
  name,
});

const problemsOf = (name: string, size: number): readonly Problem[] => {
  const message =
    name === ''
      ? '「接続ログ」のファイルを選択してください'
      : size > MAX_LOG_BYTES
        ? `「接続ログ」の大きさは${MAX_LOG_MEGABYTES}MB以内としてください。期間又はシステムごとに分けて出力してください`
        : // Gateways write .csv, .txt, .tsv and .log alike; what it is, its contents tell.
          fileName.safeParse(`${name.trim()}.csv`).success
          ? undefined
          : 'ファイル名が長すぎるか、使用できない文字が含まれています';
  return message === undefined ? [] : [{ pointer: '/file', message }];
};

/** Once its result is on record, the log goes. */
export const discardLog =
  ({ files }: { readonly files: Files }) =>
  (caseId: string, fileId: string): Promise<void> =>
    files.discard(uploadOf(caseId, fileId));

/** What the log looks like, and how its columns would be read. */
export const previewLog =
  (ports: Pick<Ports, 'store'> & { readonly logs: LogJudge }) =>
  async (caller: Caller, caseId: string, log: Log): Promise<Outcome<LogLook>> => {
    const seen = await seePermit(ports, caller, caseId);
    if (!seen.ok) return seen;
    const saved = await loadSavedMapping(ports.store, seen.state.systemId);
    return ports.logs.look({ bytes: log.bytes, saved });
  };
