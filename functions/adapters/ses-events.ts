import { z } from 'zod';
import type { Fate } from '../../core/application/note-delivery.ts';
import { keyOfTag, MAIL_TAG } from './mailer-ses.ts';

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html, what we use of it. */
const mail = z.object({ tags: z.record(z.string(), z.array(z.string())) });
const mailEventSchema = z.discriminatedUnion('eventType', [
  z.object({ eventType: z.literal('Delivery'), mail }),
  z.object({
    eventType: z.literal('Bounce'),
    mail,
    bounce: z.object({ bounceType: z.string(), bounceSubType: z.string() }),
  }),
  z.object({ eventType: z.literal('Complaint'), mail }),
  z.object({ eventType: z.literal('Reject'), mail, reject: z.object({ reason: z.string() }) }),
]);

/** SNS → Lambda; one message an invocation, but the form is a list. */
export const snsEventSchema = z.object({
  Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })),
});

/** Undefined: an absence note, which says that the mail arrived at a person who is away. */
const fateOf = (event: z.infer<typeof mailEventSchema>): Fate | undefined => {
  switch (event.eventType) {
    case 'Delivery':
      return { result: 'delivered' };
    case 'Complaint':
      return { result: 'undeliverable', why: '迷惑メールとして申告' };
    case 'Reject':
      return { result: 'undeliverable', why: event.reject.reason };
    case 'Bounce': {
      const { bounceType, bounceSubType } = event.bounce;
      const away = bounceType === 'Transient' && bounceSubType === 'General';
      return away ? undefined : { result: 'undeliverable', why: `${bounceType}/${bounceSubType}` };
    }
  }
};

export type MailNews = { readonly pk: string; readonly mailId: string; readonly fate: Fate };

/** What SES tells about one of our mails; undefined when it is of no use, or the mail is none of ours. */
export const mailNewsOf = (message: string): MailNews | undefined => {
  const event = mailEventSchema.parse(JSON.parse(message));
  const [, pk, mailId] = /^(.+)\/([^/]+)$/.exec(keyOfTag(event.mail.tags[MAIL_TAG]?.[0] ?? '')) ?? [];
  const fate = fateOf(event);
  return pk === undefined || mailId === undefined || !fate ? undefined : { pk, mailId, fate };
};
