import type { Clock, Files } from '../core/ports.ts';
import { filesOnDemand } from './adapters/files-on-demand.ts';

/** Apart from wiring.ts, so that only the bundles that need it have a share of S3's clients. */
export const bucketFiles = (bucket: string, clock: Clock): Files =>
  filesOnDemand(async () => {
    const { createS3Files, makeS3Client } = await import('./adapters/files-s3.ts');
    return createS3Files({ client: makeS3Client(), bucket, clock });
  });
