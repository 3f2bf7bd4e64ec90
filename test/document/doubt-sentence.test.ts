import { expect, test } from 'vitest';
import { doubtSentence } from '../../core/document/view-notice.ts';

/** 疑義の申出 (第12条): by hand. */
test.each([
  [0, undefined, '通知', undefined],
  [0, '{日数}日以内に申し出ること。', '通知', undefined],
  [
    1,
    undefined,
    '通知',
    'この通知について疑義があるときは、通知を受けた日から1日以内に問合せ先に申し出ることができます。',
  ],
  [
    30,
    undefined,
    '命令',
    'この命令について疑義があるときは、命令を受けた日から30日以内に問合せ先に申し出ることができます。',
  ],
  [
    45,
    '疑義は{日数}日以内（{日数}日目を含む。）に申し出ること。',
    '命令',
    '疑義は45日以内（45日目を含む。）に申し出ること。',
  ],
] as const)('%s日、%s、%s', (doubtDays, doubtText, word, expected) => {
  expect(doubtSentence({ doubtDays, doubtText }, word)).toBe(expected);
});
