import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { acknowledgements } from './acknowledgements.ts';
import { keptStack } from './kept-stack.ts';
import { permitsStack } from './permits-stack.ts';
import { stageOf } from './stage.ts';

const app = new App();
const stage = stageOf(app);
const kept = keptStack(app, stage);
const stack = permitsStack(app, stage, kept);
Validations.of(app).addPlugins(
  new AwsSolutionsChecks(app),
  new ServerlessChecks(app),
  new NIST80053R5Checks(app),
);
const known = acknowledgements(kept.stack.stackName, stage.witnessBucket).map(({ id, reason, review }) => ({
  id,
  reason: `${reason} Review: ${review}`,
}));
for (const each of [kept.stack, stack]) Validations.of(each).acknowledge(...known);
app.synth();
