import { SESClient } from '@aws-sdk/client-ses';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Copies } from '../../core/store/ports.ts';
import { PATIENCE } from '../adapters/aws-errors.ts';
import { createSesMailer } from '../adapters/mailer-ses.ts';
import { createSfnWorkflows } from '../adapters/workflows-sfn.ts';
import type { OutboxPorts } from '../outbox/deliver.ts';
import type { OutboxEnvironment } from './environment.ts';
import { appPorts } from './wiring.ts';
import { bucketFiles } from './wiring-files.ts';

/** SES keeps no mail, and the table has no medium of ours; what its backups know ends with them (docs/security.md). */
const NO_COPIES: Copies = { forgetMails: async () => {}, scrub: async () => {} };

export const outboxPorts = (environment: OutboxEnvironment): OutboxPorts => {
  const ports = appPorts(environment);
  return {
    ...ports,
    workflows: createSfnWorkflows({
      client: new SFNClient(PATIENCE),
      machineArns: { permit: environment.PERMIT_MACHINE_ARN },
    }),
    mailer: createSesMailer({
      client: new SESClient(PATIENCE),
      from: environment.MAIL_FROM,
      fromName: environment.CITY_NAME,
      configurationSet: environment.CONFIGURATION_SET,
      clock: ports.clock,
    }),
    files: bucketFiles(environment.FILES_BUCKET, ports.clock),
    copies: NO_COPIES,
  };
};
