import { publicEndpoints } from '../wiring/endpoints.ts';
import { serve } from './serve.ts';

/** What anybody on the Internet can call without signing in. */
export const handler = serve('public', publicEndpoints);
