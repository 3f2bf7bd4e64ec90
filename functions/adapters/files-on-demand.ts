import type { Files } from '../../core/store/ports.ts';

/** Files whose clients are loaded when the first one is asked for: most cold starts never need them (docs/adr/0012). */
export const filesOnDemand = (load: () => Promise<Files>): Files => {
  let loading: Promise<Files> | undefined;
  const files = (): Promise<Files> => {
    loading ??= load();
    return loading;
  };
  return {
    presignUpload: async (...given) => (await files()).presignUpload(...given),
    received: async (...given) => (await files()).received(...given),
    unfinished: async (...given) => (await files()).unfinished(...given),
    discard: async (...given) => (await files()).discard(...given),
    keep: async (...given) => (await files()).keep(...given),
    hashOf: async (...given) => (await files()).hashOf(...given),
    read: async (...given) => (await files()).read(...given),
    presignDownload: async (...given) => (await files()).presignDownload(...given),
    remove: async (...given) => (await files()).remove(...given),
    erase: async (...given) => (await files()).erase(...given),
  };
};
