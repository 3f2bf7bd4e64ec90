import { apiEndpoints } from '../wiring/endpoints.ts';
import { serve } from './serve.ts';

/** What programs call. */
export const handler = serve('api', apiEndpoints);
