import type { Copies, Files } from '../../core/store/ports.ts';

const unexpected = async (): Promise<never> => {
  throw new Error('nothing is erased here');
};

/** For deliveries that must touch neither files nor what the mail channel keeps. */
export const noErasure: { readonly files: Files; readonly copies: Copies } = {
  files: {
    presignUpload: unexpected,
    received: unexpected,
    unfinished: unexpected,
    discard: unexpected,
    keep: unexpected,
    hashOf: unexpected,
    read: unexpected,
    presignDownload: unexpected,
    remove: unexpected,
    erase: unexpected,
  },
  copies: { forgetMails: unexpected, scrub: unexpected },
};
