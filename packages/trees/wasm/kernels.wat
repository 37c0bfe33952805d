;; The inner loops of histogram boosting. `src/kernels/wasm-binary.ts` is generated from this file by `wasm/generate.ts`.
;;
;; A histogram bin is two 64-bit integers: the sum of fixed-point gradients, and the sum of fixed-point hessians with
;; the number of rows in the bits above them (one row adds `unit` there). Integer sums do not depend on the order of
;; addition, so any division of the work gives the same bytes, and parent minus child is exact.
(module
  (import "env" "memory" (memory 1 65536 shared))

  ;; out[i] = pairs[rows[i]]: the gradient pairs (two i32) of a node, side by side.
  (func (export "gather") (param $rows i32) (param $pairs i32) (param $count i32) (param $out i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (i64.store (local.get $out)
          (i64.load (i32.add (local.get $pairs) (i32.shl (i32.load (local.get $rows)) (i32.const 3)))))
        (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
        (local.set $out (i32.add (local.get $out) (i32.const 8)))
        (br $next))))

  ;; Adds the rows of a node to the histogram of one feature. `pairs` is in the order of `rows`.
  (func (export "accumulate")
    (param $rows i32) (param $pairs i32) (param $count i32) (param $unit i64) (param $bins i32) (param $histogram i32)
    (local $end i32) (local $at i32) (local $one v128)
    (local.set $one (i64x2.replace_lane 1 (v128.const i64x2 0 0) (local.get $unit)))
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (local.set $at (i32.add (local.get $histogram)
          (i32.shl (i32.load8_u (i32.add (local.get $bins) (i32.load (local.get $rows)))) (i32.const 4))))
        (v128.store (local.get $at)
          (i64x2.add (v128.load (local.get $at))
            (i64x2.add (v128.load32x2_s (local.get $pairs)) (local.get $one))))
        (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
        (local.set $pairs (i32.add (local.get $pairs) (i32.const 8)))
        (br $next))))

  ;; The same for two features whose columns of bins are read together.
  (func (export "accumulateTwo")
    (param $rows i32) (param $pairs i32) (param $count i32) (param $unit i64)
    (param $binsA i32) (param $histogramA i32) (param $binsB i32) (param $histogramB i32)
    (local $end i32) (local $row i32) (local $at i32) (local $one v128) (local $add v128)
    (local.set $one (i64x2.replace_lane 1 (v128.const i64x2 0 0) (local.get $unit)))
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (local.set $row (i32.load (local.get $rows)))
        (local.set $add (i64x2.add (v128.load32x2_s (local.get $pairs)) (local.get $one)))
        (local.set $at (i32.add (local.get $histogramA)
          (i32.shl (i32.load8_u (i32.add (local.get $binsA) (local.get $row))) (i32.const 4))))
        (v128.store (local.get $at) (i64x2.add (v128.load (local.get $at)) (local.get $add)))
        (local.set $at (i32.add (local.get $histogramB)
          (i32.shl (i32.load8_u (i32.add (local.get $binsB) (local.get $row))) (i32.const 4))))
        (v128.store (local.get $at) (i64x2.add (v128.load (local.get $at)) (local.get $add)))
        (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
        (local.set $pairs (i32.add (local.get $pairs) (i32.const 8)))
        (br $next))))

  ;; parent[i] -= child[i], for `bins` bins: leaves the other child's histogram where the parent's was.
  (func (export "subtract") (param $parent i32) (param $child i32) (param $bins i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $parent) (i32.shl (local.get $bins) (i32.const 4))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $parent) (local.get $end)))
        (v128.store (local.get $parent)
          (i64x2.sub (v128.load (local.get $parent)) (v128.load (local.get $child))))
        (local.set $parent (i32.add (local.get $parent) (i32.const 16)))
        (local.set $child (i32.add (local.get $child) (i32.const 16)))
        (br $next))))

  ;; Stable partition: rows whose bin has a 1 in `goesLeft` first, the others after them. Returns how many went left.
  (func (export "partition")
    (param $rows i32) (param $count i32) (param $bins i32) (param $goesLeft i32) (param $scratch i32) (result i32)
    (local $from i32) (local $end i32) (local $left i32) (local $right i32) (local $row i32) (local $goes i32)
    (local.set $from (local.get $rows))
    (local.set $left (local.get $rows))
    (local.set $right (local.get $scratch))
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $row (i32.load (local.get $from)))
        (local.set $goes (i32.shl
          (i32.load8_u (i32.add (local.get $goesLeft) (i32.load8_u (i32.add (local.get $bins) (local.get $row)))))
          (i32.const 2)))
        (i32.store (local.get $left) (local.get $row))
        (i32.store (local.get $right) (local.get $row))
        (local.set $left (i32.add (local.get $left) (local.get $goes)))
        (local.set $right (i32.sub (i32.add (local.get $right) (i32.const 4)) (local.get $goes)))
        (local.set $from (i32.add (local.get $from) (i32.const 4)))
        (br $next)))
    (memory.copy (local.get $left) (local.get $scratch) (i32.sub (local.get $right) (local.get $scratch)))
    (i32.shr_u (i32.sub (local.get $left) (local.get $rows)) (i32.const 2)))
)
