import { createS3Anchors } from '../adapters/anchors-s3.ts';
import { makeS3Client } from '../adapters/files-s3.ts';
import { auditEnvironment } from '../environment.ts';
import { anchorAuditTask } from '../tasks/anchor-audit.ts';
import { appPorts } from '../wiring.ts';

const environment = auditEnvironment.parse(process.env);
const anchors = createS3Anchors({ client: makeS3Client(), bucket: environment.ANCHOR_BUCKET });

/** The one function that writes to the bucket of anchors. */
export const handler = anchorAuditTask({ ...appPorts(environment), anchors });
