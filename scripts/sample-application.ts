import { Temporal } from 'temporal-polyfill';
import { dateOf } from '../core/values/calendar.ts';
import { sampleApplication } from '../local/demo/sample-application.ts';

/** `npm run -s sample`: a complete 様式1 of the demo vendor as JSON, dated today, for trying out the API. */
process.stdout.write(JSON.stringify(sampleApplication(dateOf(Temporal.Now.instant())), undefined, 2));
