import { createS3Anchors } from '../adapters/anchors-s3.ts';
import { makeS3Client } from '../adapters/files-s3.ts';
import { anchorAuditTask } from '../tasks/anchor-audit.ts';
import { auditEnvironment } from '../wiring/environment.ts';
import { appPorts } from '../wiring/wiring.ts';

const environment = auditEnvironment.parse(process.env);
const client = makeS3Client();
const anchors = createS3Anchors({ client, bucket: environment.ANCHOR_BUCKET });
const { WITNESS_BUCKET: bucket } = environment;
const witness = bucket === undefined ? undefined : createS3Anchors({ client, bucket });

/** The one function that writes to the bucket of anchors. */
export const handler = anchorAuditTask({ ...appPorts(environment), anchors, witness });
