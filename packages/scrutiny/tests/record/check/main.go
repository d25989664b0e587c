// Checks a log with Go's own packages: signature, root from all entries, inclusion of each, consistency with an older
// checkpoint. Usage: check FOLDER VKEY [OLDER-CHECKPOINT]
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(what string, err error) {
	fmt.Printf("REFUSED %s: %v\n", what, err)
	os.Exit(1)
}

type folder string

// Height and the paths of tlog-tiles, which leave the height out.
func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, index := range indexes {
		all = append(all, h[index])
	}
	return all, nil
}

func open(path string, verifiers note.Verifiers) tlog.Tree {
	content, err := os.ReadFile(path)
	if err != nil {
		fail("file", err)
	}
	opened, err := note.Open(content, verifiers)
	if err != nil {
		fail("signature", err)
	}
	lines := strings.SplitN(opened.Text, "\n", 4)
	var tree tlog.Tree
	if _, err := fmt.Sscan(lines[1], &tree.N); err != nil {
		fail("size", err)
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	if err != nil {
		fail("root", err)
	}
	return tree
}

func entries(dir string, size int64) [][]byte {
	var all [][]byte
	for n := int64(0); n*256 < size; n++ {
		tile := tlog.Tile{H: 8, L: 0, N: n, W: 256}
		if rest := size - n*256; rest < 256 {
			tile.W = int(rest)
		}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			fail("bundle", err)
		}
		for len(data) > 0 {
			length := int(binary.BigEndian.Uint16(data))
			all = append(all, data[2:2+length])
			data = data[2+length:]
		}
	}
	return all
}

func main() {
	dir := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	if err != nil {
		fail("key", err)
	}
	verifiers := note.VerifierList(verifier)
	tree := open(filepath.Join(dir, "checkpoint"), verifiers)
	var stored hashes
	all := entries(dir, tree.N)
	for n, entry := range all {
		more, err := tlog.StoredHashes(int64(n), entry, stored)
		if err != nil {
			fail("hashes", err)
		}
		stored = append(stored, more...)
	}
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil || root != tree.Hash {
		fail("root", err)
	}
	reader := tlog.TileHashReader(tree, folder(dir))
	for n, entry := range all {
		proof, err := tlog.ProveRecord(tree.N, int64(n), reader)
		if err != nil {
			fail("proof", err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, int64(n), tlog.RecordHash(entry)); err != nil {
			fail(fmt.Sprintf("inclusion of %d", n), err)
		}
	}
	if len(os.Args) > 3 {
		older := open(os.Args[3], verifiers)
		proof, err := tlog.ProveTree(tree.N, older.N, reader)
		if err != nil {
			fail("consistency", err)
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash); err != nil {
			fail("consistency", err)
		}
	}
	fmt.Printf("VERIFIED %d %v\n", tree.N, tree.Hash)
}
