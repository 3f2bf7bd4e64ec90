import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { Fatal, Rejected } from '../../core/errors.ts';
import type { Mailer } from '../../core/ports.ts';
import { awsFailure, isNamed } from './aws-errors.ts';

type Options = {
  readonly client: Pick<SESClient, 'send'>;
  /** Address of a verified identity. */
  readonly from: string;
  /** What people see as the sender, e.g. the city's name. */
  readonly fromName: string;
  readonly configurationSet: string;
};

/** One plain address: nothing that could be read as a second one, a name or a header. */
const ADDRESS = /^[^\s\p{Cc}<>()[\],;:"\\@]+@[^\s\p{Cc}<>()[\],;:"\\@]+$/u;
const CONTROL = /\p{Cc}/u;

/** A header may have ASCII only (RFC 2047); an encoded word has at most 75 characters. */
const encodedWords = (text: string): string => {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join(' ');
};

/** Tag by which SES's events find the mail again (functions/adapters/ses-events.ts); a value takes `[A-Za-z0-9_-]`. */
export const MAIL_TAG = 'mail';
export const tagOf = (key: string): string => Buffer.from(key).toString('base64url');
export const keyOfTag = (tag: string): string => Buffer.from(tag, 'base64url').toString('utf8');

/**
 * SES refuses what it is told about a person's mail with these names …
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
 */
const REFUSALS = ['MessageRejected', 'InvalidParameterValue'] as const;
/** … but also, as MessageRejected, that an identity is not verified: our own set-up, no fault of the address. */
const OUR_FAULT = /not verified/i;

/** SES, text only. It has no idempotency key: a mail whose answer was lost is sent again. */
export const createSesMailer = ({ client, from, fromName, configurationSet }: Options): Mailer => {
  const source = `${encodedWords(fromName)} <${from}>`;
  return {
    send: async ({ key, to, subject, text }) => {
      if (!ADDRESS.test(to)) throw new Rejected('not a mail address');
      if (CONTROL.test(subject)) throw new Rejected('the subject has control characters');
      const command = new SendEmailCommand({
        Source: source,
        Destination: { ToAddresses: [to] },
        Message: {
          Subject: { Data: subject, Charset: 'UTF-8' },
          Body: { Text: { Data: text, Charset: 'UTF-8' } },
        },
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
