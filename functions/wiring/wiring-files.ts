import type { Clock, Files } from '../../core/store/ports.ts';
import type { AnchorReader } from '../../core/trail/read-anchors.ts';
import { filesOnDemand } from '../adapters/files-on-demand.ts';

/** Apart from wiring.ts, so that only the bundles that need it have a share of S3's clients. */
export const bucketFiles = (bucket: string, clock: Clock): Files =>
  filesOnDemand(async () => {
    const { createS3Files, makeS3Client } = await import('../adapters/files-s3.ts');
    return createS3Files({ client: makeS3Client(), bucket, clock });
  });

/** Loaded when somebody looks at a trail. */
export const bucketAnchors = (bucket: string): AnchorReader => {
  const load = async () => {
    const [{ createS3Anchors }, { makeS3Client }] = await Promise.all([
      import('../adapters/anchors-s3.ts'),
      import('../adapters/files-s3.ts'),
    ]);
    return createS3Anchors({ client: makeS3Client(), bucket });
  };
  let loading: ReturnType<typeof load> | undefined;
  const anchors = () => {
    loading ??= load();
    return loading;
  };
  return { get: async (name) => (await anchors()).get(name), list: async () => (await anchors()).list() };
};
