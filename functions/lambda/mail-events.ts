import { noteDelivery } from '../../core/application/note-delivery.ts';
import { mailNewsOf, snsEventSchema } from '../adapters/mailer-ses.ts';
import { appEnvironment } from '../wiring/environment.ts';
import { appPorts } from '../wiring/wiring.ts';

const note = noteDelivery(appPorts(appEnvironment.parse(process.env)));

/** What SES tells of our mails, by SNS. A failure is tried again by Lambda, then kept for a person. */
export const handler = async (payload: unknown): Promise<void> => {
  for (const { Sns } of snsEventSchema.parse(payload).Records) {
    const news = mailNewsOf(Sns.Message);
    if (news) await note(news.pk, news.mailId, news.fate);
  }
};
