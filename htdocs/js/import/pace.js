// How fast something goes, by what was seen of it in the last moments, and how long it still takes.
//
//   const pace = new Pace();
//   pace.note(120);
//   pace.perSecond();            // 80, or null: isn't known yet
//   pace.leftWords(5000);        // 'about a minute left', or ''

const WINDOW = 15_000;

export class Pace {
  #seen = []; // [when, how many]

  note(done, now = performance.now()) {
    if (done < (this.#seen.at(-1)?.[1] ?? 0)) this.#seen = []; // something else has begun
    this.#seen.push([now, done]);
    while (this.#seen.length > 2 && now - this.#seen[0][0] > WINDOW) this.#seen.shift();
  }

  perSecond() {
    const [[from, first], [until, last]] = [this.#seen[0] ?? [0, 0], this.#seen.at(-1) ?? [0, 0]];
    return until > from && last > first ? (1000 * (last - first)) / (until - from) : null;
  }

  leftWords(total) {
    const rate = this.perSecond();
    const left = total - (this.#seen.at(-1)?.[1] ?? 0);
    if (!rate || left <= 0) return '';
    const seconds = left / rate;
    if (seconds < 5) return 'a few seconds left';
    if (seconds < 55) return `about ${5 * Math.ceil(seconds / 5)} seconds left`;
    const minutes = Math.round(seconds / 60);
    if (minutes <= 1) return 'about a minute left';
    return minutes < 90 ? `about ${minutes} minutes left` : `about ${Math.round(minutes / 60)} hours left`;
  }
}
