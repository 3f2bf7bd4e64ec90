import { EMULATOR_TOOLS, startEmulator } from '../../scripts/emulator.ts';
import { dynamoSuite } from '../support/dynamo-suite.ts';
import { withTools } from '../support/needs-tools.ts';

withTools('the store contract on the AWS emulator', EMULATOR_TOOLS, () => {
  dynamoSuite('AWS emulator', startEmulator);
});
