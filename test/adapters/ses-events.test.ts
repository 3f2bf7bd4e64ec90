import { describe, expect, test } from 'vitest';
import { mailNewsOf, tagOf } from '../../functions/adapters/mailer-ses.ts';

// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
const event = (eventType: string, more: object, tag = tagOf('CASE#01J/01K')) =>
  JSON.stringify({
    eventType,
    mail: { messageId: 'm-1', tags: { mail: [tag], 'ses:source-ip': ['192.0.2.1'] } },
    ...more,
  });

const bounce = (bounceType: string, bounceSubType: string) =>
  event('Bounce', { bounce: { bounceType, bounceSubType, bouncedRecipients: [] } });

describe('what SES tells of a mail', () => {
  test.each([
    ['delivered', event('Delivery', { delivery: {} }), { result: 'delivered' }],
    [
      'no such address',
      bounce('Permanent', 'NoEmail'),
      { result: 'undeliverable', why: 'Permanent/NoEmail' },
    ],
    ['full', bounce('Transient', 'MailboxFull'), { result: 'undeliverable', why: 'Transient/MailboxFull' }],
    ['spam', event('Complaint', { complaint: {} }), { result: 'undeliverable', why: '迷惑メールとして申告' }],
    [
      'refused',
      event('Reject', { reject: { reason: 'Bad content' } }),
      { result: 'undeliverable', why: 'Bad content' },
    ],
  ])('%s', (_name, message, fate) => {
    expect(mailNewsOf(message)).toEqual({ pk: 'CASE#01J', mailId: '01K', fate });
  });

  test('an absence note is no bounce', () => {
    expect(mailNewsOf(bounce('Transient', 'General'))).toBeUndefined();
  });

  test('a mail without our tag is none of ours', () => {
    expect(mailNewsOf(event('Delivery', {}, ''))).toBeUndefined();
  });
});
