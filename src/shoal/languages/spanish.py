"""Spanish."""

from __future__ import annotations

from shoal.languages.language import Language

SPANISH = Language(
    name="Spanish",
    fillers="de del la el los las y en por al un una",
    words="""
    customer: cliente clientes cte comprador
    member: socio socios miembro
    account: cuenta cuentas
    user: usuario usuarios
    visitor: visitante
    household: hogar
    subscriber: abonado suscriptor
    id: identificador identificacion
    number: numero num nro nr
    code: codigo cod
    key: clave
    order: pedido pedidos orden ordenes
    invoice: factura facturas comprobante
    receipt: recibo
    transaction: transaccion operacion
    basket: cesta carrito
    purchase: compra compras
    sale: venta
    sales: ventas
    booking: reserva reservas
    appointment: cita
    date: fecha fechas fec fch
    time: hora
    timestamp: marca_de_tiempo fechahora
    day: dia
    created: creado creacion
    birth: nacimiento nac
    birthday: cumpleanos
    registered: alta registro registrado inscripcion
    since: desde
    updated: actualizado actualizacion modificado
    delivery: entrega
    due: vencimiento vence
    expiry: caducidad
    valid: valido vigencia
    start: inicio comienzo
    end: fin_de baja_fecha
    first: primer primera primero
    last: ultimo ultima
    estimated: estimada prevista
    quantity: cantidad cantidades cant ctd uds unds
    unit: unidad unidades unitario pieza piezas
    price: precio precios
    amount: importe monto
    total: totales
    subtotal: sub_total
    revenue: ingresos facturacion
    value: valor
    cost: coste costo costes costos
    gross: bruto
    net: neto
    fee: tarifa cuota comision honorarios
    tax: iva impuesto impuestos
    discount: descuento dto rebaja
    list_price: precio_lista precio_de_lista precio_catalogo pvp_recomendado
    price_total: pvp_total
    shipping: envio portes
    refund: reembolso devolucion
    points: puntos
    average: promedio
    paid: pagado
    payment: pago
    product: producto productos articulo articulos
    product_code: referencia
    service: servicio
    description: descripcion desc denominacion titulo
    name: nombre
    category: categoria categorias familia seccion
    department: departamento
    type: tipo
    group: grupo
    brand: marca
    currency: moneda divisa
    country: pais
    region: provincia comunidad
    city: ciudad localidad poblacion municipio
    postal_code: codigo_postal
    channel: canal
    branch: tienda sucursal
    level: nivel
    status: estado estatus
    churn: abandono
    cancelled: cancelado cancelada anulado anulada
    response: respuesta
    consent: consentimiento lopd rgpd
    session: sesion
    device: dispositivo
    campaign: campana
    event: evento
    source: procedencia
    text: texto comentario comentarios observaciones
    review: resena opinion valoracion
    rating: calificacion puntuacion
    topic: tema
    subject: asunto
    reason: motivo razon
    duration: duracion
    row: fila linea renglon
    sex: sexo
    gender: genero
    age: edad
    year: ano anio
    month: mes
    week: semana
    health: salud
    disability: discapacidad
    disease: enfermedad
    diagnosis: diagnostico
    pregnant: embarazada embarazo
    smoker: fumador fumadora
    nationality: nacionalidad
    ethnicity: etnia
    race: raza
    citizenship: ciudadania
    religion: religiosidad creencia
    political_party: partido
    trade_union: sindicato
    phone: telefono movil celular tfno tlf
    email: correo correo_electronico
    address: direccion domicilio
    street: calle
    first_name: nombre_de_pila nombre_pila
    surname: apellido apellidos
    full_name: nombre_completo nombre_cliente nombre_y_apellidos
    national_id: dni nif nie cif curp cuit pasaporte ruc rut
    company: empresa
    company_name: razon_social
    income: renta sueldo salario
    marital_status: estado_civil
    education: estudios
    job: profesion ocupacion
    message: mensaje
    opened: abierto apertura
    closed: cerrado cierre
    sent: enviado
    request: solicitud
    complaint: queja reclamacion
    call: llamada
    priority: prioridad
    satisfaction: satisfaccion
    subscription: suscripcion
    contract: contrato
    policy: poliza
    licence: licencia
    membership: membresia
    seconds: segundos
    browser: navegador
    platform: plataforma
    action: accion
    activity: actividad
    visit: visita
    answer: contestacion
    children: hijos
    """,
    friends="""
    average: media
    national_id: rfc
    no: n
    rating: nota
    churn: baja
    """,
    months=("enero ene", "febrero feb", "marzo mar", "abril abr", "mayo may", "junio jun", "julio jul", "agosto ago",
            "septiembre setiembre sep sept set", "octubre oct", "noviembre nov", "diciembre dic"),
    weekdays=("lunes lun", "martes mar", "miércoles miercoles mié mie", "jueves jue", "viernes vie",
              "sábado sabado sáb", "domingo dom"),
    yes="si sí s verdadero cierto",
    no="falso",
    granted="concedido aceptado otorgado",
    denied="denegado rechazado retirado",
    missing="vacío vacio sin_datos s/d nulo ninguno no_disponible n/d nd",
    nobody="invitado anónimo anonimo desconocido sin_cliente cliente_final consumidor_final público_general mostrador",
    totals="suma total_general totales subtotal",
    undone="cancelado cancelada anulado anulada reembolsado reembolso devuelto devuelta fallido rechazado devolución",
)  # fmt: skip
