import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { acknowledgements } from './acknowledgements.ts';
import { permitsStack } from './permits-stack.ts';
import { stageOf } from './stage.ts';

const app = new App();
const stage = stageOf(app);
const stack = permitsStack(app, stage);
Validations.of(app).addPlugins(
  new AwsSolutionsChecks(app),
  new ServerlessChecks(app),
  new NIST80053R5Checks(app),
);
Validations.of(stack).acknowledge(
  ...acknowledgements(stack.stackName, stage.witnessBucket).map(({ id, reason, review }) => ({
    id,
    reason: `${reason} Review: ${review}`,
  })),
);
app.synth();
