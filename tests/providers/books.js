// Open Library and Google Books, as they answer: what may be missing or odd there is so for one of these books. All of
// them are made up.
'use strict';

const json = (body, status = 200) => ({ status, body });
const redirect = (to, status = 302) => ({ status, headers: { Location: to }, type: 'text/html', body: '<p>Found</p>' });

// --- Open Library ---------------------------------------------------------------------------------------------------

const works = {
  OL1001W: {
    title: 'Harbour of Glass',
    subtitle: 'a novel',
    authors: ['OL501A'],
    // Two line ends of Windows, a link in Markdown, and where it is from.
    description: {
      type: '/type/text',
      value: 'A lighthouse &amp; its keeper.\r\n\r\nSecond part.\r\n----------\r\nAlso contained in: [Omnibus][1]',
    },
    covers: [-1, 40001],
    year: 1998,
    cover: 40001,
    edition: 'OL2001M',
  },
  OL1002W: { redirect: 'OL1001W' },
  OL1003W: { redirect: 'OL1002W' },
  OL1004W: { redirect: 'OL1004W' },
  OL1005W: { deleted: true },
  // Nothing but what is always there.
  OL1006W: { title: 'The Bare Book' },
  // Two works of one title: one without a year, one whose description is a plain string.
  OL1007W: { title: 'Twin Lakes', authors: ['OL502A'], description: 'The first of the two.', edition: 'OL2007M' },
  OL1008W: { title: 'Twin Lakes', authors: ['OL501A'], year: 2004, cover: 40009, edition: 'OL2008M' },
  // Markup where none should be.
  OL1009W: {
    title: 'Bread &amp; Salt <i>at Dusk</i>',
    authors: ['OL503A'],
    description: '<p>One.</p><script>alert(1)</script><p>Two &lt;b&gt;bold&lt;/b&gt; words.</p>',
    year: 0,
    edition: 'OL2009M',
  },
  // Its author is another page's now.
  OL1010W: { title: 'Nine Ferries', authors: ['OL504A'], year: 1954, edition: 'OL2010M' },
};

const editions = {
  OL2001M: {
    work: 'OL1001W',
    title: 'Harbour of Glass',
    subtitle: 'a novel',
    isbn_10: ['0999001019'],
    isbn_13: ['9780999001011'],
    pages: 312,
    date: 'October 1, 1998',
    publishers: ['Northlight'],
    languages: ['eng'],
    cover: 40001,
    goodreads: ['700001'],
    series: ['Tide Quartet ; 2'],
  },
  OL2002M: {
    work: 'OL1001W',
    title: 'Hafen aus Glas',
    isbn_13: ['9783999001067'],
    date: '[19--]',
    languages: ['ger'],
    pages: 0,
  },
  // No number, no language, no pages, no cover; what an author is called only its work says.
  OL2003M: { work: 'OL1001W', title: 'Harbour of Glass', date: 'c1999', authorless: true, covers: [-1, null] },
  OL2006M: { work: 'OL1006W', title: 'The Bare Book' },
  OL2007M: {
    work: 'OL1007W',
    title: 'Twin Lakes',
    isbn_13: ['9780999001028'],
    date: 'Mar 09, 2005',
    pagination: 'xii, 590 p.',
  },
  OL2008M: { work: 'OL1008W', title: 'Twin Lakes', isbn_13: ['9780999001035'], date: '2004-05', cover: 40009 },
  OL2009M: { work: 'OL1009W', title: 'Bread &amp; Salt <i>at Dusk</i>', isbn_10: ['0999001043'], date: '2009' },
  OL2010M: { work: 'OL1010W', title: 'Nine Ferries', isbn_13: ['9780999001059'], date: 'c1954', cover: 40404 },
};

const authors = {
  OL501A: { name: 'Ines Calloway', birth_date: '1950', bio: { type: '/type/text', value: 'Writes.' } },
  OL502A: { name: 'Bram Østergård' },
  OL503A: { name: 'Li &quot;Q&quot; Wei', bio: 'Bakes.' },
  OL504A: { redirect: 'OL505A' },
  OL505A: { name: 'Ruth Anning' },
};

const nameOf = (key) => authors[authors[key].redirect ?? key].name;
const workOf = (key) => works[works[key]?.redirect ?? key];

// An object without the members that are undefined: they are left out, as there.
const some = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
const listed = (list, make) => list?.map(make);
const coverUrl = (id, size) => `https://covers.openlibrary.org/b/id/${id}-${size}.jpg`;

function docOf([key, work]) {
  return some({
    key: `/works/${key}`,
    title: work.title,
    subtitle: work.subtitle,
    author_name: listed(work.authors, nameOf),
    author_key: work.authors,
    cover_i: work.cover,
    cover_edition_key: work.edition,
    first_publish_year: work.year,
  });
}

function search(query) {
  const q = query.get('q') ?? [query.get('title'), query.get('author')].filter(Boolean).join(' ');
  if (q.length < 3) return json({ error: 'Query too short, must be at least 3 characters' }, 422);
  const words = q.toLowerCase().split(/\s+/);
  const docs = Object.entries(works)
    .filter(([, work]) => work.title)
    .map(docOf)
    .filter((doc) => words.every((word) => `${doc.title} ${doc.author_name ?? ''}`.toLowerCase().includes(word)));
  const page = docs.slice(0, Number(query.get('limit') ?? 100));
  return json({
    numFound: docs.length,
    start: 0,
    numFoundExact: true,
    num_found: docs.length,
    q,
    offset: null,
    docs: page,
  });
}

function dataOf(key) {
  const edition = editions[key];
  const work = workOf(edition.work);
  return some({
    url: `https://openlibrary.org/books/${key}/x`,
    key: `/books/${key}`,
    title: edition.title,
    subtitle: edition.subtitle,
    authors: edition.authorless
      ? undefined
      : listed(work.authors, (id) => ({ url: `https://openlibrary.org/authors/${id}/x`, name: nameOf(id) })),
    number_of_pages: edition.pages,
    pagination: edition.pagination,
    publish_date: edition.date,
    publishers: listed(edition.publishers, (name) => ({ name })),
    identifiers: some({
      isbn_10: edition.isbn_10,
      isbn_13: edition.isbn_13,
      openlibrary: [key],
      goodreads: edition.goodreads,
    }),
    subjects: [{ name: 'Lighthouses', url: 'https://openlibrary.org/subjects/lighthouses' }, { name: 'Sea' }],
    cover: edition.cover && {
      small: coverUrl(edition.cover, 'S'),
      medium: coverUrl(edition.cover, 'M'),
      large: coverUrl(edition.cover, 'L'),
    },
    works: [{ key: `/works/${edition.work}` }],
  });
}

const withIsbn = (isbn) =>
  Object.keys(editions).find((key) =>
    [...(editions[key].isbn_13 ?? []), ...(editions[key].isbn_10 ?? [])].includes(isbn.replace(/[^0-9X]/gi, '')),
  );

function books(query) {
  const found = {};
  for (const key of query.get('bibkeys').split(',')) {
    const [kind, id] = key.split(':');
    const edition = kind === 'OLID' ? (editions[id] ? id : undefined) : withIsbn(id);
    if (edition) found[key] = dataOf(edition);
  }
  return json(found);
}

function rawEdition(key) {
  const edition = editions[key];
  return some({
    type: { key: '/type/edition' },
    key: `/books/${key}`,
    title: edition.title,
    subtitle: edition.subtitle,
    works: [{ key: `/works/${edition.work}` }],
    authors: edition.authorless ? undefined : listed(workOf(edition.work).authors, (id) => ({ key: `/authors/${id}` })),
    publish_date: edition.date,
    publishers: edition.publishers,
    number_of_pages: edition.pages,
    pagination: edition.pagination,
    isbn_10: edition.isbn_10,
    isbn_13: edition.isbn_13,
    covers: edition.covers ?? (edition.cover && [edition.cover]),
    languages: listed(edition.languages, (id) => ({ key: `/languages/${id}` })),
    series: edition.series,
  });
}

const moved = (kind, key, to) =>
  json({ type: { key: '/type/redirect' }, location: `/${kind}/${to}`, key: `/${kind}/${key}` });
const unknown = (key) => json({ error: 'notfound', key }, 404);
const page404 = { status: 404, type: 'text/html', body: '<!doctype html><title>Not found</title>' };

function work(key) {
  const one = works[key];
  if (!one) return unknown(`/works/${key}`);
  if (one.redirect) return moved('works', key, one.redirect);
  if (one.deleted) return json({ type: { key: '/type/delete' }, key: `/works/${key}` });
  return json(
    some({
      type: { key: '/type/work' },
      key: `/works/${key}`,
      title: one.title,
      authors: listed(one.authors, (id) => ({ author: { key: `/authors/${id}` }, type: { key: '/type/author_role' } })),
      description: one.description,
      covers: one.covers,
      subjects: ['Lighthouses'],
    }),
  );
}

function editionsOf(key) {
  if (!works[key]) return unknown(`/works/${key}`);
  const entries = Object.keys(editions).filter((id) => editions[id].work === key);
  return json({
    links: { self: `/works/${key}/editions.json`, work: `/works/${key}` },
    size: entries.length,
    // The one that is meant isn't the first.
    entries: entries.reverse().map(rawEdition),
  });
}

function author(key) {
  const one = authors[key];
  if (!one) return unknown(`/authors/${key}`);
  if (one.redirect) return moved('authors', key, one.redirect);
  return json({ type: { key: '/type/author' }, key: `/authors/${key}`, ...one });
}

function openlibrary({ path, query }) {
  let found;
  if (path === '/search.json') return search(query);
  if (path === '/api/books') return books(query);
  if ((found = /^\/isbn\/([0-9A-Za-z-]+)\.json$/.exec(path))) {
    const key = found[1].length < 10 ? undefined : withIsbn(found[1]);
    return key ? redirect(`/books/${key}.json`) : page404;
  }
  if ((found = /^\/books\/(OL\d+M)\.json$/.exec(path)))
    return editions[found[1]] ? json(rawEdition(found[1])) : page404;
  if ((found = /^\/works\/(OL\d+W)\/editions\.json$/.exec(path))) return editionsOf(found[1]);
  if ((found = /^\/works\/(OL\d+W)\.json$/.exec(path))) return work(found[1]);
  if ((found = /^\/authors?\/(OL\d+A)\.json$/.exec(path))) return author(found[1]);
  return page404;
}

// --- Google Books ---------------------------------------------------------------------------------------------------

const GOOGLE_KEY = 'AIzaMadeUpKeyOfGoogleBooks-000000000000';
const image = (id, zoom) =>
  `http://books.google.com/books/content?id=${id}&printsec=frontcover&img=1&zoom=${zoom}&edge=curl&source=gbs_api`;
const isbns = (...all) =>
  all.map((identifier) => ({ type: identifier.length === 13 ? 'ISBN_13' : 'ISBN_10', identifier }));

const volumes = {
  gbGlass000001: {
    title: 'Harbour of Glass',
    authors: ['Ines Calloway'],
    publisher: 'Northlight',
    publishedDate: '1998-10',
    description: 'Told by the keeper.',
    industryIdentifiers: [...isbns('9780999001011', '0999001019'), { type: 'OTHER', identifier: 'UOM:39015012345678' }],
    pageCount: 312,
    printType: 'BOOK',
    categories: ['Fiction'],
    maturityRating: 'NOT_MATURE',
    language: 'en',
    imageLinks: { smallThumbnail: image('gbGlass000001', 5), thumbnail: image('gbGlass000001', 1) },
  },
  // What a search by ISBN finds, too, and isn't it.
  gbOther000002: {
    title: 'A Guide to Harbours',
    authors: ['Someone Else'],
    publishedDate: '19??',
    industryIdentifiers: isbns('9780999001042'),
    pageCount: 0,
  },
  gbBare0000003: { title: 'Volume of Nothing' },
  // HTML, with tags that are escaped; a star behind the year.
  gbHtml0000004: {
    title: 'Tea &amp; Thunder',
    authors: ['Mo Lindqvist'],
    publishedDate: '1998*',
    description: '<p><b>Loud.</b></p><br>&lt;i&gt;Very&lt;/i&gt; loud &amp; wet.',
    industryIdentifiers: [{ type: 'OTHER', identifier: 'X' }],
  },
};

const volumeOf = (id) => ({
  kind: 'books#volume',
  id,
  etag: 'x',
  volumeInfo: volumes[id],
  searchInfo: { textSnippet: 'The keeper&#39;s <b>light</b>' },
});

const fault = (code, status, reason, message) =>
  json({ error: { code, message, errors: [{ message, domain: 'global', reason }], status } }, code);

function volumesFor(q) {
  const isbn = /^isbn:(.*)$/.exec(q)?.[1];
  const ids = Object.keys(volumes).filter((id) => {
    const { title, authors: names = [], industryIdentifiers = [] } = volumes[id];
    if (isbn) return id === 'gbOther000002' || industryIdentifiers.some((one) => one.identifier === isbn);
    const words = q.toLowerCase().replaceAll(/(intitle|inauthor):|"/g, '');
    return words.split(/[\s+]+/).every((word) => `${title} ${names}`.toLowerCase().includes(word));
  });
  // Without any there is no member at all.
  return json(
    ids.length
      ? { kind: 'books#volumes', totalItems: ids.length, items: ids.map(volumeOf) }
      : { kind: 'books#volumes', totalItems: 0 },
  );
}

function googlebooks({ path, query }) {
  const key = query.get('key');
  if (!key)
    return fault(429, 'RESOURCE_EXHAUSTED', 'rateLimitExceeded', "Quota exceeded for quota metric 'Queries' per day.");
  if (key !== GOOGLE_KEY)
    return fault(400, 'INVALID_ARGUMENT', 'badRequest', 'API key not valid. Please pass a valid API key.');
  if (path === '/books/v1/volumes') return volumesFor(query.get('q') ?? '');
  const id = /^\/books\/v1\/volumes\/([\w-]+)$/.exec(path)?.[1];
  if (id && volumes[id]) return json(volumeOf(id));
  return fault(404, 'NOT_FOUND', 'notFound', 'The volume ID could not be found.');
}

module.exports = { openlibrary, googlebooks, GOOGLE_KEY };
