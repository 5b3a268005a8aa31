// Playwright reporter: the names of what failed, and of what passed only when it was run again, and one plain closing
// line; the summary of `make test` reads them.
export default class {
  #count = { passed: 0, failed: 0, skipped: 0 };
  #failed = [];
  #again = [];

  onTestEnd(test, result) {
    const name = test.titlePath().filter(Boolean).join(' › ');
    const how = result.status === 'skipped' ? 'skipped' : result.status === test.expectedStatus ? 'passed' : 'failed';
    if (how === 'failed' && result.retry < test.retries) return;
    this.#count[how]++;
    if (how === 'failed') this.#failed.push(name);
    if (how === 'passed' && result.retry > 0) this.#again.push(name);
  }

  onEnd() {
    const { passed, failed, skipped } = this.#count;
    for (const name of this.#again) console.log(`again: ${name}`);
    for (const name of this.#failed) console.log(`failed: ${name}`);
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  }

  printsToStdio() {
    return true;
  }
}
