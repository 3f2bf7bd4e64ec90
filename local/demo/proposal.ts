import { z } from 'zod';
import { settingsSchema } from '../../core/directory/settings.ts';
import { mailAbout, signIn } from './client.ts';
import { mustBe } from './people.ts';
import type { Stage } from './stage.ts';

const shownSchema = z.object({ settings: settingsSchema });
const preparedSchema = z.looseObject({ proposalId: z.string(), proposalNo: z.string() });
const proposalSchema = z.looseObject({ hash: z.string(), status: z.string() });

/** 登録伺い (第12条, docs/adr/0029): a clerk prepares a change of the settings, which counts when the chief has confirmed it. */
export const playProposal = async ({ base, step }: Stage): Promise<void> => {
  const clerk = await signIn(base, 'clerk@city.example.jp');
  const { settings } = shownSchema.parse(await clerk.get('/v1/settings'));
  const days = settings.correctionReminderDays - 3;
  const { proposalId, proposalNo } = preparedSchema.parse(
    await clerk.put('/v1/settings', {
      settings: { ...settings, correctionReminderDays: days },
      reason: '補正を早めに促すため',
    }),
  );
  const inForce = async () =>
    shownSchema.parse(await clerk.get('/v1/settings')).settings.correctionReminderDays;
  mustBe('the setting before it is confirmed', await inForce(), settings.correctionReminderDays);
  await mailAbout(base, 'chief@city.example.jp', `登録伺い ${proposalNo}`);
  await step(
    '担当者',
    `補正の催促までの日数を${days}日とする登録伺い（${proposalNo}）`,
    '確認待ち。まだ反映されない',
  );

  const chief = await signIn(base, 'chief@city.example.jp');
  const { hash } = proposalSchema.parse(await chief.get(`/v1/proposals/${proposalId}`));
  await chief.post(`/v1/proposals/${proposalId}/decision`, { choice: 'confirm', hash });
  mustBe('the setting after it', await inForce(), days);
  await mailAbout(base, 'clerk@city.example.jp', `反映済み】登録伺い ${proposalNo}`);
  await step('統括情報セキュリティ管理者', 'メールから内容を見て確認', '反映済み（第12条）');
};
