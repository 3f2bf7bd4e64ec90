import type { Status } from './transitions.ts';

/** The permit holds, or will. */
export const IN_FORCE: readonly Status[] = ['upcoming', 'active', 'suspended'];
/** The permit holds no more. */
export const OVER: readonly Status[] = ['expired', 'revoked', 'ended'];
/** What may be continued (継続): neither suspended nor taken away or given up. */
export const RENEWABLE: readonly Status[] = ['upcoming', 'active', 'expired'];
/** There is, or was, a permit of which the vendor was notified: papers may still come in after its end. */
export const PERMITTED: readonly Status[] = [...IN_FORCE, ...OVER];
