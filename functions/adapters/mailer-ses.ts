import { type SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { z } from 'zod';
import type { Fate } from '../../core/application/note-delivery.ts';
import type { Clock, Mailer } from '../../core/store/ports.ts';
import { Fatal, Rejected } from '../../core/values/errors.ts';
import { awsFailure, isNamed } from './aws-errors.ts';
import { mimeOf } from './mime.ts';

type Options = {
  readonly client: Pick<SESClient, 'send'>;
  /** Address of a verified identity. */
  readonly from: string;
  /** What people see as the sender, e.g. the city's name. */
  readonly fromName: string;
  readonly configurationSet: string;
  readonly clock: Clock;
};

/** One plain address in ASCII: nothing that could be read as a second one, a name or a header. */
const ADDRESS = /^[^\s<>()[\],;:"\\@]+@[^\s<>()[\],;:"\\@]+$/;
const ASCII = /^[!-~]+$/;
const CONTROL = /\p{Cc}/u;

/** Tag by which SES's events find the mail again (functions/adapters/mailer-ses.ts); a value takes `[A-Za-z0-9_-]`. */
export const MAIL_TAG = 'mail';
export const tagOf = (key: string): string => Buffer.from(key).toString('base64url');
export const keyOfTag = (tag: string): string => Buffer.from(tag, 'base64url').toString('utf8');

/**
 * SES refuses what it is told about a person's mail with these names …
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html
 */
const REFUSALS = ['MessageRejected', 'InvalidParameterValue'] as const;
/** … but also, as MessageRejected, that an identity is not verified: our own set-up, no fault of the address. */
const OUR_FAULT = /not verified/i;

/**
 * SES, text only. It has no idempotency key: a mail whose answer was lost is sent again. Raw, because SendEmail takes no
 * headers; SES puts its own Message-ID and Date in place of ours
 * (https://docs.aws.amazon.com/ses/latest/dg/header-fields.html).
 */
export const createSesMailer = (options: Options): Mailer => {
  const { client, from, fromName, configurationSet, clock } = options;
  return {
    send: async ({ key, to, subject, text }) => {
      if (!ADDRESS.test(to) || !ASCII.test(to)) throw new Rejected('not a mail address');
      if (CONTROL.test(subject)) throw new Rejected('the subject has control characters');
      const mime = mimeOf({ key, from, fromName, to, subject, text, sentAt: clock() });
      const command = new SendRawEmailCommand({
        Source: from,
        Destinations: [to],
        RawMessage: { Data: Buffer.from(mime, 'latin1') },
        ConfigurationSetName: configurationSet,
        Tags: [{ Name: MAIL_TAG, Value: tagOf(key) }],
      });
      try {
        const { MessageId } = await client.send(command);
        if (MessageId === undefined) throw new Fatal('SES: no message id');
        return { messageId: MessageId };
      } catch (error) {
        if (isNamed(error, ...REFUSALS) && !OUR_FAULT.test(error.message))
          throw new Rejected(`SES: ${error.name}`, { cause: error });
        throw awsFailure('SES', error);
      }
    },
  };
};

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
