import { filesOnDemand } from './adapters/files-on-demand.ts';
import type { HttpPorts } from './contract.ts';
import type { HttpEnvironment } from './environment.ts';
import { appPorts } from './wiring.ts';

/** Apart from wiring.ts, so that no other bundle has a share of S3's clients. */
export const httpPorts = (environment: Omit<HttpEnvironment, 'GROUP'>): HttpPorts => {
  const ports = appPorts(environment);
  const files = filesOnDemand(async () => {
    const { createS3Files, makeS3Client } = await import('./adapters/files-s3.ts');
    return createS3Files({ client: makeS3Client(), bucket: environment.FILES_BUCKET, clock: ports.clock });
  });
  return { ...ports, files };
};
