import { CfnOutput, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ConfigurationSet,
  ConfigurationSetEventDestination,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  MailFromBehaviorOnMxFailure,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Stage } from './stage.ts';

export type MailService = {
  readonly configurationSet: ConfigurationSet;
  /** Send, as the one sender and in the one configuration set. */
  grantSend(grantee: IGrantable): void;
};

/** The sender's domain with DKIM and MAIL FROM. */
export const mailService = (
  scope: Construct,
  name: string,
  { mailDomain, mailFrom }: Pick<Stage, 'mailDomain' | 'mailFrom'>,
): MailService => {
  const configurationSet = new ConfigurationSet(scope, 'MailSet', {
    configurationSetName: name,
    tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    reputationMetrics: true,
    suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
  });
  const identity = new EmailIdentity(scope, 'MailIdentity', {
    identity: Identity.domain(mailDomain),
    configurationSet,
    dkimSigning: true,
    // Bounces come by the topic; a mail about each would go to nobody.
    feedbackForwarding: false,
    mailFromDomain: `bounce.${mailDomain}`,
    mailFromBehaviorOnMxFailure: MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE,
  });
  for (const [n, record] of identity.dkimRecords.entries()) {
    new CfnOutput(scope, `DkimName${n + 1}`, { value: record.name });
    new CfnOutput(scope, `DkimValue${n + 1}`, { value: record.value });
  }
  const configurationSetArn = Stack.of(scope).formatArn({
    service: 'ses',
    resource: 'configuration-set',
    resourceName: configurationSet.configurationSetName,
  });
  return {
    configurationSet,
    grantSend: (grantee) => {
      grantee.grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({
          actions: ['ses:SendRawEmail'],
          resources: [identity.emailIdentityArn, configurationSetArn],
          conditions: { StringEquals: { 'ses:FromAddress': mailFrom } },
        }),
      );
    },
  };
};

/**
 * What SES tells of each mail. No opens and no clicks: to count them, SES would rewrite our links, and a rewritten link
 * is what people are taught not to trust.
 */
export const mailEvents = (scope: Construct, { configurationSet }: MailService, topic: ITopic): void => {
  new ConfigurationSetEventDestination(scope, 'MailSetEvents', {
    configurationSet,
    destination: EventDestination.snsTopic(topic),
    events: [
      EmailSendingEvent.BOUNCE,
      EmailSendingEvent.COMPLAINT,
      EmailSendingEvent.DELIVERY,
      EmailSendingEvent.REJECT,
    ],
  });
};
