;; The inner loops of the optimizers. `src/kernels/update-binary.ts` is generated from this file by `wasm/generate.ts`.
;;
;; Every array is 32-bit floats whose count is a multiple of four.
(module
  (import "env" "memory" (memory 1 65536))

  ;; Adam and AdamW, for each parameter p with gradient g, first moment m and second moment v:
  ;;   g = scale·g + l2·p;  m = beta1·m + (1 - beta1)·g;  v = beta2·v + (1 - beta2)·g²
  ;;   p = shrink·p - rate·m / (sqrt(v)·correction + epsilon)
  (func (export "adam")
    (param $p i32) (param $g i32) (param $m i32) (param $v i32) (param $count i32)
    (param $scale f32) (param $l2 f32) (param $shrink f32) (param $beta1 f32) (param $beta2 f32)
    (param $rate f32) (param $correction f32) (param $epsilon f32)
    (local $end i32) (local $gs v128) (local $ms v128) (local $vs v128)
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $gs (f32x4.add
          (f32x4.mul (f32x4.splat (local.get $scale)) (v128.load (local.get $g)))
          (f32x4.mul (f32x4.splat (local.get $l2)) (v128.load (local.get $p)))))
        (local.set $ms (f32x4.add
          (f32x4.mul (f32x4.splat (local.get $beta1)) (v128.load (local.get $m)))
          (f32x4.mul (f32x4.splat (f32.sub (f32.const 1) (local.get $beta1))) (local.get $gs))))
        (local.set $vs (f32x4.add
          (f32x4.mul (f32x4.splat (local.get $beta2)) (v128.load (local.get $v)))
          (f32x4.mul (f32x4.splat (f32.sub (f32.const 1) (local.get $beta2)))
            (f32x4.mul (local.get $gs) (local.get $gs)))))
        (v128.store (local.get $m) (local.get $ms))
        (v128.store (local.get $v) (local.get $vs))
        (v128.store (local.get $p) (f32x4.sub
          (f32x4.mul (f32x4.splat (local.get $shrink)) (v128.load (local.get $p)))
          (f32x4.div
            (f32x4.mul (f32x4.splat (local.get $rate)) (local.get $ms))
            (f32x4.add
              (f32x4.mul (f32x4.sqrt (local.get $vs)) (f32x4.splat (local.get $correction)))
              (f32x4.splat (local.get $epsilon))))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (local.set $m (i32.add (local.get $m) (i32.const 16)))
        (local.set $v (i32.add (local.get $v) (i32.const 16)))
        (br $next))))

  ;; Gradient descent with momentum, for each parameter p with gradient g and velocity b:
  ;;   g = scale·g + l2·p;  b = momentum·b + g;  p = shrink·p - rate·(b + ahead·(g + momentum·b - b))
  ;; `ahead` is 1 for Nesterov's momentum and 0 for the plain one.
  (func (export "momentum")
    (param $p i32) (param $g i32) (param $b i32) (param $count i32)
    (param $scale f32) (param $l2 f32) (param $shrink f32) (param $momentum f32) (param $rate f32) (param $ahead f32)
    (local $end i32) (local $gs v128) (local $bs v128)
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $gs (f32x4.add
          (f32x4.mul (f32x4.splat (local.get $scale)) (v128.load (local.get $g)))
          (f32x4.mul (f32x4.splat (local.get $l2)) (v128.load (local.get $p)))))
        (local.set $bs (f32x4.add
          (f32x4.mul (f32x4.splat (local.get $momentum)) (v128.load (local.get $b))) (local.get $gs)))
        (v128.store (local.get $b) (local.get $bs))
        (v128.store (local.get $p) (f32x4.sub
          (f32x4.mul (f32x4.splat (local.get $shrink)) (v128.load (local.get $p)))
          (f32x4.mul (f32x4.splat (local.get $rate))
            (f32x4.add (local.get $bs)
              (f32x4.mul (f32x4.splat (local.get $ahead))
                (f32x4.sub
                  (f32x4.add (local.get $gs) (f32x4.mul (f32x4.splat (local.get $momentum)) (local.get $bs)))
                  (local.get $bs)))))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (local.set $b (i32.add (local.get $b) (i32.const 16)))
        (br $next))))

  ;; The sum of squares, in double precision: four running sums, added up in a fixed order.
  (func (export "sumOfSquares") (param $x i32) (param $count i32) (result f64)
    (local $end i32) (local $low v128) (local $high v128) (local $xs v128) (local $wide v128)
    (local.set $end (i32.add (local.get $x) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $x) (local.get $end)))
        (local.set $xs (v128.load (local.get $x)))
        (local.set $wide (f64x2.promote_low_f32x4 (local.get $xs)))
        (local.set $low (f64x2.add (local.get $low) (f64x2.mul (local.get $wide) (local.get $wide))))
        (local.set $wide (f64x2.promote_low_f32x4
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $xs) (local.get $xs))))
        (local.set $high (f64x2.add (local.get $high) (f64x2.mul (local.get $wide) (local.get $wide))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br $next)))
    (local.set $low (f64x2.add (local.get $low) (local.get $high)))
    (f64.add (f64x2.extract_lane 0 (local.get $low)) (f64x2.extract_lane 1 (local.get $low)))))
