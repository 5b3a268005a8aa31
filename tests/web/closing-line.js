// Playwright reporter: the names of what failed, and one plain closing line; the summary of `make test` reads both.
export default class {
  #count = { passed: 0, failed: 0, skipped: 0 };
  #failed = [];

  onTestEnd(test, result) {
    if (result.retry < test.retries && result.status !== test.expectedStatus && result.status !== 'skipped') return;
    const how = result.status === 'skipped' ? 'skipped' : result.status === test.expectedStatus ? 'passed' : 'failed';
    this.#count[how]++;
    if (how === 'failed') this.#failed.push(test.titlePath().filter(Boolean).join(' › '));
  }

  onEnd() {
    const { passed, failed, skipped } = this.#count;
    for (const name of this.#failed) console.log(`failed: ${name}`);
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  }

  printsToStdio() {
    return true;
  }
}
