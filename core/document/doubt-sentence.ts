import type { Settings } from '../directory/settings.ts';

/**
 * 疑義の申出: what stands at the end of a notice that decides something. The rule is no law and no ordinance, so that no
 * formula of 審査請求 belongs there; where the city's own lawyers want other words, they are a setting (第12条).
 */

/** In the setting's own words, where the number of days goes. */
export const DAYS_MARK = '{日数}';

/** @param word what it is: 通知, or 命令 */
export const doubtSentence = (
  { doubtDays, doubtText }: Pick<Settings, 'doubtDays' | 'doubtText'>,
  word: '通知' | '命令' = '通知',
): string | undefined =>
  doubtDays === 0
    ? undefined
    : (
        doubtText ??
        `この${word}について疑義があるときは、${word}を受けた日から${DAYS_MARK}日以内に問合せ先に申し出ることができます。`
      ).replaceAll(DAYS_MARK, `${doubtDays}`);
