// The peer: the shelf's list and its POST as one would write them in Go (gorilla/mux, go-sqlite3, golang-jwt), on the same
// database. A FastCGI worker when a web server starts it, else an HTTP server: `peer ADDRESS`.
package main

import (
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/http/fcgi"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/golang-jwt/jwt"
	"github.com/gorilla/mux"
	_ "github.com/mattn/go-sqlite3"
)

type item struct {
	ID         string  `json:"id"`
	Type       string  `json:"type"`
	Title      string  `json:"title"`
	Creator    *string `json:"creator"`
	ImageURL   *string `json:"image_url"`
	PubDate    *string `json:"pub_date"`
	Length     *int64  `json:"length"`
	LengthUnit string  `json:"length_unit"`
}

type entry struct {
	ID         string  `json:"id"`
	UserID     string  `json:"user_id"`
	MediaID    string  `json:"media_id"`
	Status     string  `json:"status"`
	Progress   *int64  `json:"progress"`
	Note       *string `json:"note"`
	StartDate  *string `json:"start_date"`
	EndDate    *string `json:"end_date"`
	IsFinished bool    `json:"is_finished"`
	Rating     *float64 `json:"rating"`
	ReviewID   *string `json:"review_id"`
	CreatedAt  string  `json:"created_at"`
	UpdatedAt  string  `json:"updated_at"`
	Media      item    `json:"media"`
}

type list struct {
	Records  []entry        `json:"records"`
	Counts   map[string]int `json:"counts"`
	Page     int            `json:"page"`
	PageSize int            `json:"page_size"`
	Total    int            `json:"total"`
}

type user struct {
	key int64
	id  string
}

var (
	db  *sql.DB
	key []byte

	findUser, countEntries, listEntries, findItem, addEntry *sql.Stmt

	units = map[string]string{"TV_SHOW": "episodes", "MOVIE": "minutes", "BOOK": "pages", "GAME": "hours"}
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func prepare(text string) *sql.Stmt {
	stmt, err := db.Prepare(text)
	must(err)
	return stmt
}

func open() {
	conf, err := os.ReadFile(os.Getenv("VITRINE_CONF"))
	must(err)
	settings := regexp.MustCompile(`(?m)^data_dir = (.*)$`).FindAllStringSubmatch(string(conf), -1)
	folder := settings[len(settings)-1][1]
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(filepath.Dir(os.Getenv("VITRINE_CONF")), folder)
	}
	key, err = os.ReadFile(filepath.Join(folder, ".ht.key"))
	must(err)
	db, err = sql.Open("sqlite3", "file:"+filepath.Join(folder, ".ht.vitrine.db")+
		"?_journal_mode=WAL&_synchronous=NORMAL&_busy_timeout=10000&_foreign_keys=on&_txlock=immediate")
	must(err)
	db.SetMaxIdleConns(32)
	findUser = prepare("SELECT u.key, u.id FROM sessions s JOIN users u ON u.key = s.user_key " +
		"WHERE s.id = ? AND s.expires_at > ? AND u.id = ? AND u.is_active = 1")
	countEntries = prepare("SELECT status, count(*) FROM entries WHERE user_key = ? GROUP BY status")
	listEntries = prepare("SELECT t.id, m.id, t.status, t.progress, t.note, t.start_date, t.end_date, r.value / 2.0, w.id, t.created_at, " +
		"t.updated_at, m.type, m.title, m.creator, m.image_url, m.pub_date, m.length FROM entries t JOIN media_items m ON m.key = t.media_key " +
		"LEFT JOIN ratings r ON r.user_key = t.user_key AND r.media_key = t.media_key " +
		"LEFT JOIN reviews w ON w.user_key = t.user_key AND w.media_key = t.media_key " +
		"WHERE t.user_key = ? ORDER BY t.updated_at DESC, t.key DESC LIMIT 20")
	findItem = prepare("SELECT key, type, title, creator, image_url, pub_date, length FROM media_items WHERE id = ?")
	addEntry = prepare("INSERT INTO entries (id, user_key, media_key, status, start_date, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
}

func format(seconds int64) string {
	return time.Unix(seconds, 0).UTC().Format(time.RFC3339)
}

func formatAny(seconds *int64) *string {
	if seconds == nil {
		return nil
	}
	text := format(*seconds)
	return &text
}

// Who asks, by the token; answers 401 by itself.
func identify(w http.ResponseWriter, r *http.Request) (u user, ok bool) {
	text := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(text, claims, func(token *jwt.Token) (interface{}, error) {
		if token.Method != jwt.SigningMethodHS256 {
			return nil, fmt.Errorf("not our method")
		}
		return key, nil
	})
	if err == nil {
		err = findUser.QueryRow(claims["sid"], time.Now().Unix(), claims["sub"]).Scan(&u.key, &u.id)
	}
	if err != nil {
		http.Error(w, `{"success":false}`, http.StatusUnauthorized)
	}
	return u, err == nil
}

func answer(w http.ResponseWriter, status int, value interface{}, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		log.Print(err)
		http.Error(w, `{"success":false}`, http.StatusInternalServerError)
		return
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // it may have left already: wrk does, in the end
}

func read(u user) (*list, error) {
	out := list{Records: []entry{}, Counts: map[string]int{}, Page: 1, PageSize: 20}
	counts, err := countEntries.Query(u.key)
	if err != nil {
		return nil, err
	}
	defer counts.Close()
	for counts.Next() {
		var status string
		var n int
		if err := counts.Scan(&status, &n); err != nil {
			return nil, err
		}
		out.Counts[status] = n
		out.Total += n
	}
	rows, err := listEntries.Query(u.key)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var start, end *int64
		var created, updated int64
		e := entry{UserID: u.id}
		m := &e.Media
		if err := rows.Scan(&e.ID, &m.ID, &e.Status, &e.Progress, &e.Note, &start, &end, &e.Rating, &e.ReviewID, &created, &updated,
			&m.Type, &m.Title, &m.Creator, &m.ImageURL, &m.PubDate, &m.Length); err != nil {
			return nil, err
		}
		e.MediaID, m.LengthUnit, e.IsFinished = m.ID, units[m.Type], e.Status == "COMPLETED"
		e.StartDate, e.EndDate, e.CreatedAt, e.UpdatedAt = formatAny(start), formatAny(end), format(created), format(updated)
		out.Records = append(out.Records, e)
	}
	return &out, rows.Err()
}

func newID() string {
	b := make([]byte, 16)
	_, err := rand.Read(b)
	must(err)
	b[6], b[8] = b[6]&15|64, b[8]&63|128
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func add(u user, body *entry) (*entry, error) {
	now := time.Now().Unix()
	e := entry{ID: newID(), UserID: u.id, MediaID: body.MediaID, Status: body.Status, CreatedAt: format(now), UpdatedAt: format(now)}
	tx, err := db.Begin()
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	var mediaKey int64
	m := &e.Media
	m.ID = e.MediaID
	err = tx.Stmt(findItem).QueryRow(e.MediaID).Scan(&mediaKey, &m.Type, &m.Title, &m.Creator, &m.ImageURL, &m.PubDate, &m.Length)
	if err == nil {
		_, err = tx.Stmt(addEntry).Exec(e.ID, u.key, mediaKey, e.Status, now, now, now)
	}
	if err != nil {
		return nil, err
	}
	m.LengthUnit, e.StartDate = units[m.Type], &e.CreatedAt
	return &e, tx.Commit()
}

func main() {
	open()
	router := mux.NewRouter()
	router.HandleFunc("/user/media", func(w http.ResponseWriter, r *http.Request) {
		if u, ok := identify(w, r); ok {
			out, err := read(u)
			answer(w, http.StatusOK, out, err)
		}
	}).Methods("GET")
	router.HandleFunc("/user/media", func(w http.ResponseWriter, r *http.Request) {
		u, ok := identify(w, r)
		if !ok {
			return
		}
		var body entry
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 65536)).Decode(&body)
		var made *entry
		if err == nil {
			made, err = add(u, &body)
		}
		answer(w, http.StatusCreated, made, err)
	}).Methods("POST")
	if len(os.Args) > 1 {
		must(http.ListenAndServe(os.Args[1], router))
	}
	must(fcgi.Serve(nil, router))
}
